package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuSource;
import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.ExactCpu;
import io.idlegrid.worker.domain.availability.OwnCpu;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * Samples {@code /proc/stat} through one file that stays open, since it is read twenty times a
 * second. Not for use by several threads.
 */
public final class ProcStat implements CpuSource, Closeable {

  /** Holds the first line whatever its numbers. */
  private static final int FIRST_LINE = 256;

  /** Where nothing is counted exactly. */
  public static final ExactMeter TICKS_ONLY = (ticks, at) -> Optional.empty();

  private final RandomAccessFile stat;
  private final OwnCpuMeter own;
  private final ExactMeter exact;
  private final byte[] buffer = new byte[FIRST_LINE];

  /** CPU time of our attempts, of the moment. */
  @FunctionalInterface
  public interface OwnCpuMeter {
    OwnCpu used() throws IOException;
  }

  /** What the scheduler counts exactly, of the moment; empty where it does not tell. */
  @FunctionalInterface
  public interface ExactMeter {
    /**
     * @param ticks of the same moment
     * @param at that moment
     */
    Optional<ExactCpu> read(CpuTicks ticks, long at) throws IOException;
  }

  /**
   * @param stat {@code /proc/stat} of the device; elsewhere for a worker inside a container
   */
  public ProcStat(Path stat, OwnCpuMeter own, ExactMeter exact) throws IOException {
    this.stat = new RandomAccessFile(stat.toFile(), "r");
    this.own = own;
    this.exact = exact;
  }

  /**
   * Own time is read first: what attempts use between the two readings then counts as the host's.
   */
  @Override
  public CpuReading read() throws IOException {
    OwnCpu used = own.used();
    stat.seek(0);
    int length = Math.max(0, stat.read(buffer));
    String line = new String(buffer, 0, length, StandardCharsets.US_ASCII);
    CpuTicks ticks = ticks(line);
    long at = System.nanoTime();
    return new CpuReading(at, ticks, used, exact.read(ticks, at).orElse(null));
  }

  /** Format: proc_stat(5). Old kernels end the line earlier. */
  private static CpuTicks ticks(String text) throws IOException {
    StringTokenizer fields = new StringTokenizer(text.lines().findFirst().orElse(""));
    if (!fields.hasMoreTokens() || !fields.nextToken().equals("cpu")) {
      throw new IOException("the first line of /proc/stat is not that of all processors: " + text);
    }
    long[] ticks = new long[8];
    for (int i = 0; i < ticks.length && fields.hasMoreTokens(); i++) {
      ticks[i] = Long.parseLong(fields.nextToken());
    }
    return new CpuTicks(
        ticks[0], ticks[1], ticks[2], ticks[3], ticks[4], ticks[5], ticks[6], ticks[7]);
  }

  @Override
  public void close() throws IOException {
    stat.close();
  }
}
