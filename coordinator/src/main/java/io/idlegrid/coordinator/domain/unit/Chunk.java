package io.idlegrid.coordinator.domain.unit;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import java.util.BitSet;

/**
 * The durable state of up to {@value #SIZE} consecutive units of a job. A unit is open, done, or
 * has a {@link UnitRecord} of its own. Whether it is under way is not durable: the block lease that
 * the epoch stands for is.
 *
 * @param epoch raised whenever a coordinator takes the chunk; a commit names the epoch it holds
 * @param done units with a chosen output
 * @param special units with a record
 * @param parts how many {@link ResultPart}s the chunk has
 * @param bytes of the outputs of its units that are done
 */
public record Chunk(
    JobId job, long number, long epoch, BitSet done, BitSet special, int parts, long bytes) {

  public static final int SIZE = 1024;

  public Chunk {
    done = (BitSet) done.clone();
    special = (BitSet) special.clone();
  }

  /** A chunk that nobody took before. */
  public static Chunk fresh(JobId job, long number, long epoch) {
    return new Chunk(job, number, epoch, new BitSet(), new BitSet(), 0, 0);
  }

  /** Number of the chunk that holds a unit. */
  public static long numberOf(UnitId unit) {
    return unit.index() / SIZE;
  }

  /** How many units the chunk has in a job of this many. */
  public static int sizeOf(long number, long unitsInJob) {
    return (int) Math.min(SIZE, unitsInJob - number * SIZE);
  }

  public Chunk withEpoch(long newer) {
    return new Chunk(job, number, newer, done, special, parts, bytes);
  }

  @Override
  public BitSet done() {
    return (BitSet) done.clone();
  }

  @Override
  public BitSet special() {
    return (BitSet) special.clone();
  }
}
