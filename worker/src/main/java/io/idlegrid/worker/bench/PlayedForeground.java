package io.idlegrid.worker.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A foreground that plays, in its process; it ends with whoever stops listening to it. */
final class PlayedForeground implements AutoCloseable {

  private final Process process;
  private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();

  private PlayedForeground(Process process) {
    this.process = process;
    // Reading a pipe cannot be interrupted, taking from a queue can.
    Thread reader = new Thread(this::read, "hears the foreground");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param arguments as {@link Foreground#main} takes them
   */
  static PlayedForeground start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Foreground.class.getName());
    command.addAll(arguments);
    return new PlayedForeground(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(Optional.of(line));
      }
    } catch (IOException e) {
      System.err.println("the foreground cannot be heard: " + e);
    }
    said.add(Optional.empty());
  }

  /** Its next line; waits for it. */
  String next() throws IOException, InterruptedException {
    return said.take().orElseThrow(() -> new IOException("the foreground ended too early"));
  }

  void expect(String word) throws IOException, InterruptedException {
    String line = next();
    if (!word.equals(line)) {
      throw new IOException("the foreground said '" + line + "' instead of '" + word + "'");
    }
  }

  void awaitEnd() throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException("the foreground failed with code " + process.exitValue());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
