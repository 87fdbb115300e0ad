package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.OwnCpu;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringTokenizer;

/**
 * CPU time of the agent's own process, through one file that stays open. It fetches, starts and
 * collects, and would otherwise take itself for the owner: starting a unit froze it at once. Time
 * of its children is left out, since attempts count in their own group.
 */
public final class AgentCpu implements Closeable {

  private static final int LINE = 1_024;
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Fields 14 and 15 of proc_pid_stat(5), counted after the name, which ends with the last ')'. */
  private static final int FIELDS_BEFORE_TIMES = 11;

  private final RandomAccessFile stat;
  private final byte[] buffer = new byte[LINE];

  public AgentCpu() throws IOException {
    this(Path.of("/proc/self/stat"));
  }

  /**
   * @param stat what stands for {@code /proc/self/stat}
   */
  AgentCpu(Path stat) throws IOException {
    this.stat = new RandomAccessFile(stat.toFile(), "r");
  }

  /** User and system time since the agent's start. */
  public OwnCpu used() throws IOException {
    stat.seek(0);
    int length = Math.max(0, stat.read(buffer));
    String line = new String(buffer, 0, length, StandardCharsets.US_ASCII);
    StringTokenizer fields = new StringTokenizer(line.substring(line.lastIndexOf(')') + 1));
    if (fields.countTokens() < FIELDS_BEFORE_TIMES + 2) {
      throw new IOException("/proc/self/stat has too few fields: " + line);
    }
    for (int i = 0; i < FIELDS_BEFORE_TIMES; i++) {
      fields.nextToken();
    }
    long ticks = Long.parseLong(fields.nextToken()) + Long.parseLong(fields.nextToken());
    return new OwnCpu(Duration.ofNanos(ticks * NANOS_PER_TICK), Duration.ZERO);
  }

  @Override
  public void close() throws IOException {
    stat.close();
  }
}
