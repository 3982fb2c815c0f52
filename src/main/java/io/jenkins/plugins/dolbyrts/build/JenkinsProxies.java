package io.jenkins.plugins.dolbyrts.build;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.client.ProxySource;
import java.net.InetSocketAddress;
import java.net.Proxy.Type;
import jenkins.model.Jenkins;

/** The proxy that Jenkins itself uses, with its exceptions. */
final class JenkinsProxies implements ProxySource {

    @Override
    public Proxy forHost(String host) {
        ProxyConfiguration configuration = Jenkins.get().getProxy();
        if (configuration == null || configuration.createProxy(host).type() != Type.HTTP) {
            return null;
        }
        InetSocketAddress address =
                (InetSocketAddress) configuration.createProxy(host).address();
        return new Proxy(
                address.getHostString(),
                address.getPort(),
                configuration.getUserName(),
                Secret.toString(configuration.getSecretPassword()));
    }
}
