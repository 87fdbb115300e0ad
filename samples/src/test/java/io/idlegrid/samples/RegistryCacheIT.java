package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.OriginView;
import io.idlegrid.protocol.image.PlacementView;
import io.idlegrid.samples.LocalGrid.Device;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image of a real registry on two devices of a site that has a cache beside that registry. */
class RegistryCacheIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern LISTENS = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern CACHE = Pattern.compile("handed on to others at /127.0.0.1:(\\d+)");
  private static final Pattern OUT = Pattern.compile("(?m)^idlegrid_images_out_bytes (\\S+)$");
  private static final int SIZE = 3_000_000;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process registry;

  @AfterEach
  void stop() throws Exception {
    if (registry != null) {
      registry.destroy();
      registry.waitFor();
    }
  }

  @Test
  void theUplinkCarriesHardlyAnythingOfAnImageThatTheSitesRegistryHas() throws Exception {
    Needs.docker();
    Needs.registry();
    String mirror = startRegistry();
    push(mirror);
    try (LocalGrid grid =
        LocalGrid.start(folder.resolve("grid"), 0, List.of("--registry", mirror))) {
      Device first =
          grid.addDevice(
              "--cache", "127.0.0.1:0", "--cache-disk", "256MiB", "--cache-registry", mirror);
      first.awaitWelcome();
      String cache = "127.0.0.1:" + first.process().awaitLine(CACHE);
      grid.addDevice("--from", cache).awaitWelcome();
      GridApi api = grid.api();
      pull(api, mirror.replace("http://", "") + "/team/noise:1");
      String id = api.get("/api/v1/images/noise", ImageView.class).images().get(0).id();
      try {
        place(api);

        double out = handedOut(grid);
        assertTrue(out < .05 * SIZE, out + " bytes came from the coordinator");
      } finally {
        new ProcessBuilder("docker", "image", "rm", "--force", "idlegrid/image:" + id)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      }
    }
  }

  private static void pull(GridApi api, String reference) {
    api.post(
        "/api/v1/images/noise/pull",
        new OriginView.Request(reference, null, null),
        OriginView.class);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              OriginView.Pull pull =
                  api.get("/api/v1/images/noise/origin", OriginView.class).pull();
              if (pull == null) {
                return false;
              }
              assertEquals("", pull.problem());
              return pull.state().equals(OriginView.Pull.DONE);
            });
  }

  private static void place(GridApi api) {
    String path = "/api/v1/images/noise/placement";
    List<String> devices =
        api.get("/api/v1/devices", DeviceView.Page.class).items().stream()
            .map(DeviceView::id)
            .toList();
    api.put(path, new PlacementView.Request(devices), PlacementView.class);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              PlacementView placement = api.get(path, PlacementView.class);
              assertEquals(2, placement.devices().size());
              for (PlacementView.OnDevice device : placement.devices()) {
                assertEquals(ImageState.HERE, device.state(), placement.toString());
              }
            });
  }

  private double handedOut(LocalGrid grid) throws IOException, InterruptedException {
    String metrics =
        http.send(
                HttpRequest.newBuilder(grid.url().resolve("/metrics"))
                    .header("Authorization", "Bearer " + grid.token())
                    .build(),
                BodyHandlers.ofString())
            .body();
    Matcher out = OUT.matcher(metrics);
    assertTrue(out.find(), metrics);
    return Double.parseDouble(out.group(1));
  }

  private String startRegistry() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("registry.yml"),
            "version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: '127.0.0.1:0'}\n"
                .formatted(folder.resolve("registry")));
    Path log = folder.resolve("registry.log");
    registry =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Awaitility.await().atMost(PATIENCE).until(() -> LISTENS.matcher(Files.readString(log)).find());
    Matcher listens = LISTENS.matcher(Files.readString(log));
    assertTrue(listens.find());
    return "http://127.0.0.1:" + listens.group(1);
  }

  /** Pushes an image of one file of noise, for this machine. */
  private void push(String mirror) throws Exception {
    byte[] layer = layer();
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    byte[] config =
        """
        {"architecture":"%s","os":"linux","config":{},\
        "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
            .formatted(arch, sha256(layer))
            .getBytes(StandardCharsets.UTF_8);
    byte[] packed = gzip(layer);
    upload(mirror, config);
    upload(mirror, packed);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}"""
            .formatted(
                "application/vnd.docker.distribution.manifest.v2+json",
                part("application/vnd.docker.container.image.v1+json", config),
                part("application/vnd.docker.image.rootfs.diff.tar.gzip", packed));
    HttpResponse<String> put =
        http.send(
            HttpRequest.newBuilder(URI.create(mirror + "/v2/team/noise/manifests/1"))
                .header("Content-Type", "application/vnd.docker.distribution.manifest.v2+json")
                .PUT(BodyPublishers.ofString(manifest))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, put.statusCode(), put.body());
  }

  private static String part(String media, byte[] bytes) throws Exception {
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(media, sha256(bytes), bytes.length);
  }

  private void upload(String mirror, byte[] bytes) throws Exception {
    HttpResponse<String> begun =
        http.send(
            HttpRequest.newBuilder(URI.create(mirror + "/v2/team/noise/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    URI to = URI.create(mirror).resolve(begun.headers().firstValue("Location").orElseThrow());
    HttpResponse<String> put =
        http.send(
            HttpRequest.newBuilder(URI.create(to + "&digest=sha256:" + sha256(bytes)))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, put.statusCode(), put.body());
  }

  private static byte[] layer() throws IOException {
    byte[] noise = new byte[SIZE];
    new Random(1).nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("noise");
      entry.setSize(noise.length);
      tar.putArchiveEntry(entry);
      tar.write(noise);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
