package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import java.time.Instant;
import java.util.BitSet;

/**
 * A chunk that this coordinator took: its durable bits and, in memory only, which of its plain
 * units are ready. The block lease makes grants from it durable, so they cost no write.
 */
public final class Block {

  private final JobId job;
  private final long number;
  private final long epoch;
  private final Instant readyAt;
  private final BitSet ready = new BitSet();
  private final BitSet done;
  private final BitSet special;
  private int parts;
  private long bytes;
  private long granted;

  /**
   * Takes a chunk.
   *
   * @param plainUnits how many of its units are open to ordinary grants, counted from its first
   * @param readyAt before this, devices may still hold units from before a restart
   */
  public Block(Chunk chunk, int plainUnits, Instant readyAt) {
    this.job = chunk.job();
    this.number = chunk.number();
    this.epoch = chunk.epoch();
    this.readyAt = readyAt;
    this.done = chunk.done();
    this.special = chunk.special();
    this.parts = chunk.parts();
    this.bytes = chunk.bytes();
    ready.set(0, plainUnits);
    ready.andNot(done);
    ready.andNot(special);
  }

  public long number() {
    return number;
  }

  public long epoch() {
    return epoch;
  }

  /** How many plain units may be granted now. */
  public int readyCount(Instant now) {
    return now.isBefore(readyAt) ? 0 : ready.cardinality();
  }

  /** Whether units that are not under way here may be granted. */
  public boolean isSettled(Instant now) {
    return !now.isBefore(readyAt);
  }

  /** Takes the first ready plain unit, or returns -1. */
  public long takeFirst() {
    int bit = ready.nextSetBit(0);
    if (bit < 0) {
      return -1;
    }
    ready.clear(bit);
    return first() + bit;
  }

  /** Takes a certain plain unit, if it is ready. */
  public boolean take(long unit) {
    boolean was = ready.get(bit(unit));
    ready.clear(bit(unit));
    return was;
  }

  /** Makes a plain unit ready again. */
  public void giveBack(long unit) {
    if (!done.get(bit(unit)) && !special.get(bit(unit))) {
      ready.set(bit(unit));
    }
  }

  /**
   * The unit has its output.
   *
   * @param outputBytes how large that is
   */
  public void markDone(long unit, long outputBytes) {
    done.set(bit(unit));
    ready.clear(bit(unit));
    bytes += outputBytes;
  }

  /** From now on the unit's state is in a record of its own. */
  public void markSpecial(long unit) {
    special.set(bit(unit));
    ready.clear(bit(unit));
  }

  public boolean isDone(long unit) {
    return done.get(bit(unit));
  }

  public boolean isSpecial(long unit) {
    return special.get(bit(unit));
  }

  public boolean isReady(long unit) {
    return ready.get(bit(unit));
  }

  /** The next number for a part of results. */
  public int nextPart() {
    return parts++;
  }

  /** A lease number that no attempt had before. */
  public LeaseNumber nextLease() {
    return new LeaseNumber(epoch, ++granted);
  }

  /** What is durable of it. */
  public Chunk chunk() {
    return new Chunk(job, number, epoch, done, special, parts, bytes);
  }

  public UnitId unit(int bit) {
    return new UnitId(job, first() + bit);
  }

  private long first() {
    return number * Chunk.SIZE;
  }

  private int bit(long unit) {
    long bit = unit - first();
    if (bit < 0 || bit >= Chunk.SIZE) {
      throw new IllegalArgumentException("unit " + unit + " is not in chunk " + number);
    }
    return (int) bit;
  }
}
