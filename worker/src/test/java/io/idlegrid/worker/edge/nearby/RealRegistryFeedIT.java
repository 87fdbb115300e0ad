package io.idlegrid.worker.edge.nearby;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.worker.Needs;
import io.idlegrid.worker.edge.nearby.FedCache.Image;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache beside Debian's docker-registry. */
@Tag("docker")
class RealRegistryFeedIT {

  private static final int SIZE = 4_000_000;
  private static final Pattern LISTENS = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Process registry;
  private String base = "";

  @BeforeEach
  void start() throws Exception {
    Needs.that(
        Files.isExecutable(Path.of("/usr/bin/docker-registry")),
        "a registry: apt-get install docker-registry");
    Path config =
        Files.writeString(
            folder.resolve("registry.yml"),
            "version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: '127.0.0.1:0'}\n"
                .formatted(folder.resolve("registry")));
    Path log = folder.resolve("registry.log");
    Process started =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    registry = started;
    await().until(() -> port(log).isPresent() || !started.isAlive());
    base = "http://127.0.0.1:" + port(log).orElseThrow(() -> new AssertionError(said(log)));
  }

  @AfterEach
  void stop() throws Exception {
    if (registry != null) {
      registry.destroy();
      registry.waitFor();
    }
  }

  @Test
  void anImageComesOutOfTheRegistryAndHardlyAnythingOverTheUplink() throws Exception {
    try (FedCache cache = new FedCache(folder, RegistryAddress.of(base, Map.of()))) {
      Image first = cache.pulled(1, SIZE);
      Image absent = cache.pulled(2, SIZE / 4);
      push(first);

      cache.fetch(first);
      long uplink = cache.shop.bytesOut();
      cache.fetch(absent);

      assertTrue(uplink < SIZE / 50, uplink + " bytes over the uplink");
      assertEquals(first.file().length, cache.report().bytes());
      assertEquals(
          List.of("team/count@" + absent.fileDigest() + ": the registry does not have it"),
          cache.report().stale());
    }
  }

  private void push(Image image) throws Exception {
    HttpResponse<String> begun =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(base + "/v2/" + FedCache.REPOSITORY + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertEquals(202, begun.statusCode(), begun.body());
    URI upload = URI.create(base).resolve(begun.headers().firstValue("Location").orElseThrow());
    HttpResponse<String> done =
        client.send(
            HttpRequest.newBuilder(URI.create(upload + "&digest=" + image.fileDigest()))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(image.file()))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, done.statusCode(), done.body());
  }

  private static Optional<String> port(Path log) {
    Matcher matcher = LISTENS.matcher(said(log));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
