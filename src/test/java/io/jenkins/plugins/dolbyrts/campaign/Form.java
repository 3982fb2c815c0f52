package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;

/** How a job asks for its broadcast. */
enum Form {
    /** The block. */
    BLOCK {
        @Override
        String script(SandboxAccount account, String conference, String body) {
            String call = SandboxedJenkins.start(account, conference);
            return call.replaceFirst("dolbyRtsStart", "dolbyRtsBroadcast") + " {\n" + body + "\n}";
        }
    },
    /** The start step, with a stop at the end of the build. */
    START_STEP {
        @Override
        String script(SandboxAccount account, String conference, String body) {
            return SandboxedJenkins.start(account, conference, "stopAtEndOfBuild: true") + "\n" + body;
        }
    },
    /** The build environment option of a freestyle job. */
    FREESTYLE {
        @Override
        String script(SandboxAccount account, String conference, String body) {
            return body;
        }
    };

    /** The Pipeline, or the shell script, that does the body while the conference is on air. */
    abstract String script(SandboxAccount account, String conference, String body);
}
