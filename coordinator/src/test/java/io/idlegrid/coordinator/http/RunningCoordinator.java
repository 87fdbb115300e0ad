package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.CoordinatorConfig;
import io.idlegrid.coordinator.Wiring;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import io.idlegrid.coordinator.edge.registry.AllowedRegistries;
import io.idlegrid.predictor.Learner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A whole coordinator with its data in a folder, listening on a free port. */
final class RunningCoordinator implements AutoCloseable {

  /** Largest blob that it takes. */
  static final long MOST_BLOB_BYTES = 8L << 20;

  /** Under which a proxy might serve it. */
  static final String PROXY = "grid.example.org";

  private final Wiring wiring;
  private final Client anybody;
  private volatile String halted = "";

  RunningCoordinator(Path data, long reserveBytes) throws IOException {
    this(data, reserveBytes, Optional.empty());
  }

  /**
   * A coordinator.
   *
   * @param openId the OpenID provider that may vouch for people
   */
  RunningCoordinator(Path data, long reserveBytes, Optional<OpenIdSettings> openId)
      throws IOException {
    CoordinatorConfig config =
        new CoordinatorConfig(
            "127.0.0.1",
            0,
            data,
            data.resolve("programs"),
            Duration.ofSeconds(6),
            128L << 20,
            reserveBytes,
            MOST_BLOB_BYTES,
            Optional.of(PROXY),
            openId,
            AllowedRegistries.of(List.of(), Optional.empty()),
            Learner.HISTOGRAM,
            Optional.empty());
    wiring = new Wiring(config, "test", reason -> halted = reason);
    anybody = new Client("http://127.0.0.1:" + wiring.listen("127.0.0.1", 0), "");
  }

  /** A client without a token. */
  Client anybody() {
    return anybody;
  }

  /** Makes the first administrator. */
  Client setUp() {
    Answer answer =
        anybody.post(
            "/api/v1/setup",
            "{\"secret\": \"%s\", \"account\": \"admin\"}"
                .formatted(wiring.setupSecret().orElseThrow()));
    assertEquals(201, answer.status(), answer.text());
    return anybody.as(answer.json().path("secret").asText());
  }

  /** Why it stopped; empty while it goes on. */
  String halted() {
    return halted;
  }

  @Override
  public void close() {
    wiring.close();
  }
}
