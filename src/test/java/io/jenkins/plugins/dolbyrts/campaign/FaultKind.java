package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.time.Duration;
import java.util.Locale;

/** What may befall a broadcast, and how it is brought about. */
enum FaultKind {
    ABORT {
        @Override
        boolean strike(Show show, JenkinsProcess jenkins) throws Exception {
            return jenkins.abort(show);
        }
    },
    DOUBLE_ABORT {
        @Override
        boolean strike(Show show, JenkinsProcess jenkins) throws Exception {
            boolean hit = jenkins.abort(show);
            Thread.sleep(show.pause() / 4);
            jenkins.abort(show);
            return hit;
        }
    },
    BODY_FAILURE {
        @Override
        String body(Show show, String body) {
            return body + (show.isFreestyle() ? "\nexit 1" : "\nerror 'the show fails'");
        }
    },
    OUTER_TIME_OUT {
        @Override
        String around(Show show, String script) {
            return "timeout(time: " + (200 + show.pause()) + ", unit: 'MILLISECONDS') {\n" + script + "\n}";
        }

        @Override
        boolean suitsFreestyle() {
            return false;
        }

        @Override
        boolean strike(Show show, JenkinsProcess jenkins) throws Exception {
            // The build sees to it itself; what was held meanwhile goes on after that.
            Thread.sleep(500 + show.pause());
            return true;
        }

        @Override
        boolean hasHit(Show show, Build build, Sandbox sandbox) {
            return build.log().contains("Timeout has been exceeded");
        }
    },
    AGENT_LOST {
        @Override
        String body(Show show, String body) {
            // Only the shell needs the agent, and Jenkins takes some seconds to give it up.
            return "node('" + show.name() + "') {\n" + body + "\nsh 'sleep 5'\n}";
        }

        @Override
        boolean suitsFreestyle() {
            return false;
        }

        @Override
        boolean needsAgent() {
            return true;
        }

        @Override
        boolean strike(Show show, JenkinsProcess jenkins) throws Exception {
            return jenkins.loseAgent(show);
        }
    },
    RESET_BEFORE_ARRIVAL {
        @Override
        Fault network(Show show) {
            return Fault.reset();
        }
    },
    RESET_AFTER_EFFECT {
        @Override
        Fault network(Show show) {
            return Fault.reset().carriedOut();
        }
    },
    UNAUTHORIZED_401 {
        @Override
        Fault network(Show show) {
            return Fault.status(401).json("{\"message\":\"Unauthorized\"}");
        }
    },
    TOO_MANY_429 {
        @Override
        Fault network(Show show) {
            return Fault.status(429).retryAfter(Duration.ofSeconds(1));
        }
    },
    BROKEN_500 {
        @Override
        Fault network(Show show) {
            return show.reaches()
                    ? Fault.status(500).html().carriedOut()
                    : Fault.status(500).html();
        }
    },
    UNAVAILABLE_503 {
        @Override
        Fault network(Show show) {
            return Fault.status(503).html();
        }
    },
    SLOW_ANSWER {
        @Override
        Fault network(Show show) {
            // Some in time, some too late.
            return Fault.delayAnswer(Duration.ofMillis(1000 + 2L * show.pause()));
        }
    },
    TRUNCATED_ANSWER {
        @Override
        Fault network(Show show) {
            return Fault.truth().truncated();
        }
    },
    WEBHOOK_LOST {
        @Override
        void prepare(Show show, Sandbox sandbox) {
            sandbox.webhooks().lose(show.conference());
        }
    },
    WEBHOOK_TWICE {
        @Override
        void prepare(Show show, Sandbox sandbox) {
            sandbox.webhooks().duplicate(show.conference());
        }
    },
    WEBHOOK_LATE {
        @Override
        void prepare(Show show, Sandbox sandbox) {
            sandbox.webhooks().delay(show.conference(), Duration.ofMillis(2L * show.pause()));
        }
    },
    JENKINS_RESTARTED(true),
    JENKINS_KILLED(true);

    private final boolean forAll;

    FaultKind() {
        this(false);
    }

    FaultKind(boolean forAll) {
        this.forAll = forAll;
    }

    /** Whether it strikes all that are on air at the same time. */
    boolean isForAll() {
        return forAll;
    }

    /** Whether a freestyle job can be hit by it. */
    boolean suitsFreestyle() {
        return true;
    }

    /** Whether the body runs on an agent of its own, which has the show's name. */
    boolean needsAgent() {
        return false;
    }

    /** Whether something strikes at the show's moment. */
    final boolean strikes() {
        return this == ABORT || this == DOUBLE_ABORT || this == OUTER_TIME_OUT || this == AGENT_LOST;
    }

    /** The body as this fault needs it. */
    String body(Show show, String body) {
        return body;
    }

    /** The whole script as this fault needs it. */
    String around(Show show, String script) {
        return script;
    }

    /** What befalls the requests of the show, null for nothing. */
    Fault network(Show show) {
        return null;
    }

    /** Lays the fault out before the show begins. */
    void prepare(Show show, Sandbox sandbox) {
        Fault fault = network(show);
        if (fault != null) {
            sandbox.next(show.moment().endpoint(), show.conference(), show.times(), fault);
        } else if (forAll && show.moment().isDuringRequest()) {
            // For there to be requests under way when Jenkins goes down.
            Duration pause = Duration.ofMillis(500 + show.pause());
            Endpoint endpoint = show.moment().endpoint();
            sandbox.next(
                    endpoint, show.conference(), 1, show.reaches() ? Fault.delayAnswer(pause) : Fault.delay(pause));
        }
    }

    /** Strikes when the moment has come; false if the build was over by then. */
    boolean strike(Show show, JenkinsProcess jenkins) throws Exception {
        return true;
    }

    /** Whether it has befallen a show, as far as that can be told afterwards. */
    boolean hasHit(Show show, Build build, Sandbox sandbox) {
        if (network(show) != null) {
            return sandbox.requests(show.moment().endpoint()).stream()
                    .anyMatch(request -> request.identifier().orElse("").equals(show.conference()));
        }
        return strikes() || forAll || sandbox.stream(show.conference()).starts() > 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
