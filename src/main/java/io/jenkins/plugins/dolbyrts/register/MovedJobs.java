package io.jenkins.plugins.dolbyrts.register;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/** Keeps up with jobs that are renamed or moved; called for each job, also when it is a folder above that moves. */
@Extension
public final class MovedJobs extends ItemListener {

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        OnAir.get().moved(oldFullName, newFullName);
    }
}
