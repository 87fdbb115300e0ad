package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Time since the machine started, as the kernel counts it: nobody sets it, and unlike the JVM's own
 * counter it goes on while the machine sleeps.
 */
public final class Uptime implements Supplier<Duration> {

  private static final Path FILE = Path.of("/proc/uptime");
  private static final double MILLIS = 1000;

  @Override
  public Duration get() {
    try {
      String seconds = Files.readString(FILE).split(" ", 2)[0];
      return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLIS));
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel does not tell how long it runs", e);
    }
  }
}
