package io.jenkins.plugins.dolbyrts.status;

import hudson.Extension;
import hudson.model.UnprotectedRootAction;
import hudson.security.csrf.CrumbExclusion;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.DolbySignature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Where Dolby.io sends its events. It asks for neither login nor crumb, since a signature takes their place, and answers
 * the same whether or not the event is about something that exists here.
 */
@Extension
public final class WebhookEndpoint extends CrumbExclusion implements UnprotectedRootAction {

    private static final int MAX_BODY_BYTES = 64 << 10;

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return DolbyRtsConfiguration.WEBHOOK_PATH;
    }

    @Override
    public boolean process(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getPathInfo();
        if (path != null && path.replaceFirst("/$", "").equals("/" + DolbyRtsConfiguration.WEBHOOK_PATH)) {
            chain.doFilter(request, response);
            return true;
        }
        return false;
    }

    /** Takes an event in. */
    @RequirePOST
    public HttpResponse doIndex(StaplerRequest2 request) {
        if (request.getContentLengthLong() > MAX_BODY_BYTES) {
            return HttpResponses.status(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            // cut off or late; thrown on, it would fill the log of Jenkins at anybody's will
            return HttpResponses.status(HttpServletResponse.SC_BAD_REQUEST);
        }
        if (body.length > MAX_BODY_BYTES) {
            return HttpResponses.status(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
        String signature = request.getHeader(DolbySignature.HEADER);
        return HttpResponses.status(
                WebhookReceiver.get().receive(signature, body)
                        ? HttpServletResponse.SC_NO_CONTENT
                        : HttpServletResponse.SC_FORBIDDEN);
    }
}
