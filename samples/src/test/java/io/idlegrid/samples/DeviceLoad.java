package io.idlegrid.samples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The {@code /proc} of a device, with a load that the test sets. Several workers on one machine
 * stand for several devices, so what the others do must not look like this one's owner.
 */
final class DeviceLoad implements AutoCloseable {

  private static final long EVERY_MILLIS = 20;
  private static final double TICKS_PER_SECOND = 100;

  private final Path folder;
  private final FileChannel stat;
  private final double processors = Runtime.getRuntime().availableProcessors();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private volatile double percent;
  private long lastNanos = System.nanoTime();
  private double busyTicks = 1_000;
  private double idleTicks = 1_000;

  DeviceLoad(Path folder, double percent) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.percent = percent;
    Files.createSymbolicLink(folder.resolve("meminfo"), Path.of("/proc/meminfo"));
    stat =
        FileChannel.open(
            folder.resolve("stat"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    tick();
    var unused =
        timer.scheduleAtFixedRate(this::tick, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What to give to a worker as {@code --proc}. */
  Path folder() {
    return folder;
  }

  /** From now on the owner uses this much of the device. */
  void set(double newPercent) {
    percent = newPercent;
  }

  private void tick() {
    long now = System.nanoTime();
    double ticks = (now - lastNanos) / 1e9 * TICKS_PER_SECOND * processors;
    lastNanos = now;
    busyTicks += ticks * percent / 100;
    idleTicks += ticks * (100 - percent) / 100;
    String line =
        String.format(Locale.ROOT, "cpu  %016.0f 0 0 %016.0f 0 0 0 0 0 0%n", busyTicks, idleTicks);
    try {
      // One short write in place: a reader sees the old line or the new one.
      stat.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      throw new IllegalStateException("the device's load cannot be written", e);
    }
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    stat.close();
  }
}
