package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.given.Patience;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator in a process of its own that is stopped, or killed while submissions stream in, and
 * started again on the same files: all that was acknowledged is there.
 */
@Timeout(value = Patience.TEST_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class RestartIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: survivor}
      spec:
        run: {command: ["true"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3000}}
      """;

  @TempDir private Path data;

  /** A coordinator's process. */
  private final class Running implements AutoCloseable {

    private final Process process;
    private final Client anybody;
    private final String setupSecret;

    Running() throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx512m");
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-opens"))
          .forEach(command::add);
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "io.idlegrid.coordinator.Main"));
      command.addAll(List.of("--port", "0", "--reserve", "0", "--cache", "64"));
      command.addAll(List.of("--data", data.toString()));
      process =
          new ProcessBuilder(command)
              .redirectError(data.resolveSibling(data.getFileName() + ".log").toFile())
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = String.valueOf(out.readLine());
      assertTrue(line.startsWith("Coordinator at http://"), () -> line + "\n" + log());
      anybody = new Client(line.substring("Coordinator at ".length(), line.indexOf(',')), "");
      setupSecret = isFirst() ? secret(out) : "";
    }

    private boolean isFirst() {
      return anybody.post("/api/v1/setup", "{\"secret\": \"x\", \"account\": \"x\"}").status()
              == 403
          && !new File(data.toFile(), "set-up").exists();
    }

    private static String secret(BufferedReader out) throws IOException {
      String line = out.readLine();
      while (!line.contains("igs_")) {
        line = out.readLine();
      }
      return line.substring(line.indexOf("igs_"));
    }

    Client setUp() throws IOException {
      Answer answer =
          anybody.post(
              "/api/v1/setup",
              "{\"secret\": \"%s\", \"account\": \"admin\"}".formatted(setupSecret));
      assertEquals(201, answer.status(), answer.text());
      Files.createFile(data.resolve("set-up"));
      return anybody.as(answer.json().path("secret").asText());
    }

    /** SIGKILL: it cannot even notice. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
          kill();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private String log() {
    try {
      return Files.readString(data.resolveSibling(data.getFileName() + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKillAndAfterAStop() throws Exception {
    String token;
    String blob;
    List<String> acknowledged = new ArrayList<>();
    try (Running first = new Running()) {
      Client admin = first.setUp();
      token = admin.token();
      blob = admin.upload("worth keeping");
      String artifact = "{\"kind\": \"file\", \"sha256\": \"%s\"}".formatted(blob);
      assertEquals(200, admin.put("/api/v1/artifacts/kept", artifact).status());
      acknowledged.addAll(submitUntilKilled(first, admin));
    }
    assertTrue(acknowledged.size() >= 20, "acknowledged: " + acknowledged.size());
    assertIgniteFiles();

    try (Running second = new Running()) {
      Client admin = second.anybody.as(token);
      assertAllThere(admin, acknowledged, blob);
      acknowledged.add(admin.submit(JOB).json().path("id").asText());
    }
    try (Running third = new Running()) {
      assertAllThere(third.anybody.as(token), acknowledged, blob);
    }
  }

  /**
   * Submits from two threads without a pause and kills the process in the midst of it: some
   * submissions are then on their way, some durable and not answered yet, and some answered.
   */
  private static List<String> submitUntilKilled(Running running, Client admin)
      throws InterruptedException {
    List<String> answered = Collections.synchronizedList(new ArrayList<>());
    Runnable submitting =
        () -> {
          boolean isUp = true;
          while (isUp) {
            try {
              answered.add(admin.submit(JOB).json().path("id").asText());
            } catch (UncheckedIOException e) {
              // The connection broke: this one was not acknowledged.
              isUp = false;
            }
          }
        };
    Thread one = new Thread(submitting);
    Thread other = new Thread(submitting);
    one.start();
    other.start();
    await().until(() -> answered.size() >= 20);
    running.kill();
    one.join();
    other.join();
    return answered;
  }

  private static void assertAllThere(Client admin, List<String> jobs, String blob) {
    for (String id : jobs) {
      Answer job = admin.get("/api/v1/jobs/" + id);
      assertEquals(200, job.status(), id + ": " + job.text());
      assertEquals(3_000, job.json().path("units").path("total").asInt());
      assertEquals("RUNNING", job.json().path("state").asText());
    }
    assertEquals("admin", admin.get("/api/v1/whoami").json().path("account").asText());
    assertEquals(blob, admin.get("/api/v1/artifacts/kept").json().path("sha256").asText());
    assertEquals("worth keeping", admin.get("/api/v1/blobs/" + blob).text());
  }

  private void assertIgniteFiles() throws IOException {
    try (var files = Files.walk(data.resolve("ignite"))) {
      List<String> names = files.map(Path::toString).toList();
      assertTrue(names.stream().anyMatch(name -> name.endsWith(".wal")), "log ahead: " + names);
      assertTrue(
          names.stream().anyMatch(name -> name.contains("job") && name.endsWith(".bin")),
          "pages of jobs: " + names);
    }
  }
}
