package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.Split;
import io.idlegrid.client.UnreachableException;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole grid over TLS, with a certificate that the coordinator made for itself, and a device that
 * nobody watched before.
 */
class TlsIT {

  private static final Pattern URL = Pattern.compile("Coordinator at (https://\\S+),");
  private static final Pattern FINGERPRINT = Pattern.compile("--ca (sha256:[0-9a-f]{64})");
  private static final Pattern SECRET = Pattern.compile("(igs_\\S+)");
  private static final Pattern WELCOMED = Pattern.compile("Device (d-\\S+) \\(");

  @TempDir private Path folder;

  @Test
  void aJobRunsOverTlsAndOnlyTheRightCertificateIsBelieved() throws Exception {
    GridProcess coordinator = startCoordinator();
    try (DeviceLoad load = new DeviceLoad(folder.resolve("proc"), 1)) {
      URI url = URI.create(coordinator.awaitLine(URL));
      String fingerprint = coordinator.awaitLine(FINGERPRINT);
      CoordinatorTrust pin = CoordinatorTrust.parse(fingerprint);
      Path pem = folder.resolve("data/certificate.pem");
      GridApi nobody = new GridApi(url, "", CoordinatorTrust.parse(pem.toString()));
      String token =
          nobody
              .post(
                  "/api/v1/setup",
                  Map.of("secret", coordinator.awaitLine(SECRET), "account", "tester"),
                  JsonNode.class)
              .path("secret")
              .asText();

      assertThrows(
          UnreachableException.class,
          () -> new GridApi(url, token).get("/api/v1/whoami", JsonNode.class));
      CoordinatorTrust wrong = CoordinatorTrust.parse("sha256:" + "0".repeat(64));
      UnreachableException error =
          assertThrows(
              UnreachableException.class,
              () -> new GridApi(url, token, wrong).get("/api/v1/whoami", JsonNode.class));
      assertTrue(String.valueOf(error.getMessage()).contains("certificate"), error.getMessage());
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/tls"))));

      GridApi api = new GridApi(url, token, pin);
      String code =
          api.post("/api/v1/invitations", Map.of("uses", 1, "hours", 1), JsonNode.class)
              .path("code")
              .asText();
      GridProcess worker = startWorker(url, fingerprint, code, load);
      try (IdleGrid client = IdleGrid.connect(url.toString(), token, pin)) {
        worker.awaitLine(WELCOMED);
        var job =
            client.submit(
                Job.of("tls")
                    .data(Split.range(0, 3))
                    .cpu(0.2)
                    .memory("64MiB")
                    .disk("16MiB")
                    .runtime(Duration.ofSeconds(1))
                    .run("sh", "-c", "echo {{value}} > {{output}}"));
        assertTrue(job.join(Patience.LONG).isPresent(), "the job is over in time");
        List<String> lines = new ArrayList<>();
        job.results()
            .forEach(file -> lines.add(new String(file.bytes(), StandardCharsets.UTF_8).strip()));

        assertEquals(List.of("0", "1", "2"), lines.stream().sorted().toList());
      } finally {
        worker.stop();
      }
    } finally {
      coordinator.stop();
    }
  }

  private GridProcess startCoordinator() throws Exception {
    return GridProcess.coordinator(
        GridProcess.OUR_JAVA,
        folder.resolve("coordinator.log"),
        List.of(
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0",
            "--tls",
            "--lease",
            "6",
            "--cache",
            "64",
            "--reserve",
            "64"));
  }

  private GridProcess startWorker(URI url, String fingerprint, String code, DeviceLoad load)
      throws Exception {
    return GridProcess.start(
        folder.resolve("worker.log"),
        List.of("-Xmx32m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        "io.idlegrid.worker.Main",
        List.of(
            "--coordinator",
            url.toString(),
            "--ca",
            fingerprint,
            "--join",
            code,
            "--data",
            folder.resolve("device").toString(),
            "--name",
            "device",
            "--group",
            "idlegrid-tls-" + ProcessHandle.current().pid(),
            "--proc",
            load.folder().toString(),
            "--docker",
            "none"));
  }
}
