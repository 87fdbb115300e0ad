package io.idlegrid.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** A device that nobody uses, whatever else runs on the machine of the test: its {@code /proc}. */
final class QuietDevice implements AutoCloseable {

  private static final int TICK_MILLIS = 10;

  private final Path proc;
  private final Background thread;

  QuietDevice(Path proc) throws IOException {
    this.proc = Files.createDirectories(proc);
    Files.copy(
        Path.of("/proc/meminfo"), proc.resolve("meminfo"), StandardCopyOption.REPLACE_EXISTING);
    write(0);
    thread = Background.started("quiet device", this::tick);
  }

  private void write(long idle) throws IOException {
    // Over what is there: whoever reads in between finds the same form.
    try (RandomAccessFile stat = new RandomAccessFile(proc.resolve("stat").toFile(), "rw")) {
      stat.write(
          "cpu  0 0 0 %012d 0 0 0 0 0 0\n".formatted(idle).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void tick() {
    long processors = Runtime.getRuntime().availableProcessors();
    long begun = System.nanoTime();
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        write((System.nanoTime() - begun) / 1_000_000 / TICK_MILLIS * processors);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("a file of the test cannot be written", e);
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
