package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Calls a sandbox the plain way, for the sandbox's own tests. */
final class Caller {

    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Caller(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    HttpRequest tokenRequest(String form) {
        SandboxAccount account = sandbox.account();
        return tokenRequest(account.appKey(), account.appSecret(), form);
    }

    HttpRequest tokenRequest(String key, String secret, String form) {
        String basic = Base64.getEncoder().encodeToString((key + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return to("/v1/auth/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    String token() throws IOException, InterruptedException {
        return token("comms:*");
    }

    String token(String scope) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(tokenRequest("grant_type=client_credentials&scope=" + scope));
        return json(answer).get("access_token").textValue();
    }

    HttpRequest post(String path, String token, String json) {
        return to(path).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    HttpRequest get(String path, String token) {
        return to(path).header("Authorization", "Bearer " + token).build();
    }

    HttpRequest start(String conferenceId, String token) {
        return post(path(2, conferenceId, "start"), token, startBody());
    }

    HttpRequest stop(String conferenceId, String token) {
        return post(path(2, conferenceId, "stop"), token, "{}");
    }

    String startBody() {
        SandboxAccount account = sandbox.account();
        return Json.object()
                .put("streamName", account.streamName())
                .put("publishingToken", account.publishingToken())
                .toString();
    }

    static String path(int version, String conferenceId, String action) {
        return "/v" + version + "/conferences/mix/" + conferenceId + "/rts/" + action;
    }

    static ObjectNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body()).orElseThrow();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + path));
    }
}
