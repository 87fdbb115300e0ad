package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Share of the time in which something waited for a disk: pressure stall information, less the
 * attempts' own stalls where their group tells them; on kernels without it the processors' time in
 * iowait. Not for use by several threads.
 */
final class DiskWait {

  private static final Pattern SOME = Pattern.compile("(?m)^some .*total=(\\d+)$");
  private static final double MICROS_PER_SECOND = 1e6;

  private final Path pressure;
  private final Path stat;
  private final HostSurroundings.OwnDiskWait own;
  private long lastAt;
  private double lastWaited = Double.NaN;

  DiskWait(Path proc, HostSurroundings.OwnDiskWait own) {
    this.pressure = proc.resolve("pressure/io");
    this.stat = proc.resolve("stat");
    this.own = own;
  }

  /**
   * Percent since the call before; empty at the first one.
   *
   * @param now of a monotonic clock in nanoseconds
   */
  OptionalDouble percent(long now) throws IOException {
    double waited = waitedSeconds();
    double seconds = (now - lastAt) / 1e9;
    double since = waited - lastWaited;
    lastAt = now;
    lastWaited = waited;
    return Double.isNaN(since) || seconds <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(100, Math.max(0, 100 * since / seconds)));
  }

  private double waitedSeconds() throws IOException {
    if (Files.exists(pressure)) {
      Matcher some = SOME.matcher(Files.readString(pressure, StandardCharsets.US_ASCII));
      if (some.find()) {
        return (Long.parseLong(some.group(1)) - own.micros().orElse(0)) / MICROS_PER_SECOND;
      }
    }
    return iowaitShare();
  }

  /** As seconds of the whole device; a tick is 10 ms on every kernel that shows it to programs. */
  private double iowaitShare() throws IOException {
    String text = Files.readString(stat, StandardCharsets.US_ASCII);
    StringTokenizer fields = new StringTokenizer(text.lines().findFirst().orElse(""));
    if (fields.countTokens() < 6) {
      throw new IOException(stat + " tells nothing of iowait");
    }
    for (int i = 0; i < 5; i++) {
      fields.nextToken();
    }
    long processors = Math.max(1, text.lines().filter(line -> line.matches("cpu\\d+ .*")).count());
    return Long.parseLong(fields.nextToken()) / 100.0 / processors;
  }
}
