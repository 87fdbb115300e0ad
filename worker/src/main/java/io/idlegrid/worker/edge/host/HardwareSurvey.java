package io.idlegrid.worker.edge.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.device.Hardware;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at the hardware that goes on in a short-lived JVM beside the agent. A worker lends as well
 * without its answer, so that no answer is a warning and nothing more.
 */
public final class HardwareSurvey implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HardwareSurvey.class);

  /** Named, not referred to: the agent must not load it. */
  private static final String MAIN = "io.idlegrid.worker.edge.host.survey.Survey";

  private static final int MOST_COMPLAINT = 1_000;

  private final @Nullable Process process;
  private final ObjectMapper json;
  private final Duration patience;
  private final long deadlineNanos;

  private HardwareSurvey(@Nullable Process process, ObjectMapper json, Duration patience) {
    this.process = process;
    this.json = json;
    this.patience = patience;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /**
   * Begins to look.
   *
   * @param java command that starts a JVM with our class path, up to the main class
   * @param patience how long it may take, from now on
   */
  public static HardwareSurvey start(List<String> java, ObjectMapper json, Duration patience) {
    List<String> command = new ArrayList<>(java);
    command.add(MAIN);
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      return new HardwareSurvey(process, json, patience);
    } catch (IOException e) {
      warn(e);
      return new HardwareSurvey(null, json, patience);
    }
  }

  /**
   * The smallest JVM in which OSHI works.
   *
   * @param flags further ones
   */
  public static List<String> javaOf(Path javaHome, List<String> flags, String classPath) {
    List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
    command.addAll(List.of("-Xmx32m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:-UsePerfData");
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  /** What was found; waits for it as long as the patience lasts. */
  public Optional<Hardware> result() {
    if (process == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer(process));
    } catch (IOException e) {
      warn(e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** An answer is far smaller than a pipe: nobody has to read while it is written. */
  private Hardware answer(Process asked) throws IOException, InterruptedException {
    if (!asked.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new IOException("it took longer than " + patience.toSeconds() + " seconds");
    }
    if (asked.exitValue() != 0) {
      throw new IOException(
          "it ended with code " + asked.exitValue() + ": " + text(asked.getErrorStream()));
    }
    try (InputStream out = asked.getInputStream()) {
      Hardware found = json.readValue(out, Hardware.class);
      if (found == null) {
        throw new IOException("it found nothing at all");
      }
      return found;
    }
  }

  private static String text(InputStream complaint) throws IOException {
    return new String(complaint.readNBytes(MOST_COMPLAINT), StandardCharsets.UTF_8).strip();
  }

  private static void warn(IOException reason) {
    LOG.warn("the hardware was not surveyed, the worker goes on without: {}", reason.getMessage());
  }

  /** An answer that nobody asked for any more is not waited for. */
  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
