package io.idlegrid.coordinator.edge.openid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the provider. It is waited for a few seconds, believed a mebibyte, and not followed. */
final class ProviderHttp {

  static final int MOST_BYTES = 1 << 20;
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Logger LOG = LoggerFactory.getLogger(ProviderHttp.class);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final JsonMapper json = JsonMapper.builder().build();

  /** What the provider answered. */
  record Said(int status, JsonNode body) {

    String text(String name) {
      return body.path(name).asText();
    }
  }

  static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).timeout(PATIENCE).header("Accept", "application/json");
  }

  Said send(HttpRequest request) {
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(MOST_BYTES);
        return new Said(response.statusCode(), json.readTree(bytes));
      }
    } catch (IOException e) {
      throw unavailable(request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("this coordinator is stopping", e);
    }
  }

  /** Nobody can sign in this way at the moment; the log tells the operator why. */
  static RefusedException unavailable(String why, Throwable cause) {
    LOG.warn("the OpenID provider is of no use now: {}", why);
    RefusedException refused =
        RefusedException.of(
            Kind.UNAVAILABLE,
            "openid.unavailable",
            "the OpenID provider does not answer as it should",
            "try again later, or sign in with a password; the coordinator's log says more");
    refused.initCause(cause);
    return refused;
  }
}
