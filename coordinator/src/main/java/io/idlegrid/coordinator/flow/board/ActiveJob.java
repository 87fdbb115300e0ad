package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.job.Fitness;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job that is not over: its blocks, its units with a history, and its counts. */
public final class ActiveJob {

  private final Job job;
  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private final Map<Long, UnitRecord> records = new LinkedHashMap<>();
  private final Set<Long> hungry = new LinkedHashSet<>();
  private JobStatus status;
  private long done;
  private long failed;
  private long running;
  private long outputBytes;
  private boolean isTaking;
  private boolean isAssembling;
  private Instant assembleNotBefore = Instant.MIN;
  private @Nullable UnitRecord aFailure;
  private boolean hasMergeFailed;
  private Fitness fitness = Fitness.UNTRIED;

  public ActiveJob(Job job, JobStatus status) {
    this.job = job;
    this.status = status;
  }

  public JobId id() {
    return job.id();
  }

  public Job job() {
    return job;
  }

  public JobStatus status() {
    return status;
  }

  public void status(JobStatus newer) {
    status = newer;
  }

  /** Units that are wanted, the merge unit aside. */
  public long units() {
    return status.wanted(job.spec());
  }

  /** Whether a unit is one too many: its service was scaled down. */
  public boolean isSurplus(long unit) {
    return job.spec().isEndless() && unit >= units();
  }

  /** Chunks that the job has in all. */
  public long chunks() {
    return (job.spec().allUnits() - 1) / Chunk.SIZE + 1;
  }

  /** How many units of a chunk are open to ordinary grants: all but the merge unit. */
  public int plainUnits(long chunk) {
    return (int) Math.max(0, Math.min(Chunk.SIZE, units() - chunk * Chunk.SIZE));
  }

  public Collection<Block> blocks() {
    return blocks.values();
  }

  public Optional<Block> block(long unit) {
    return Optional.ofNullable(blocks.get(unit / Chunk.SIZE));
  }

  public void open(Block block) {
    blocks.put(block.number(), block);
  }

  /** Forgets a block all of whose units are over. */
  public void closeIfComplete(Block block) {
    Chunk chunk = block.chunk();
    int size = Chunk.sizeOf(block.number(), job.spec().allUnits());
    for (int bit = 0; bit < size; bit++) {
      long unit = block.number() * Chunk.SIZE + bit;
      if (!chunk.done().get(bit) && !isFailed(unit)) {
        return;
      }
    }
    blocks.remove(block.number());
    for (int bit = 0; bit < size; bit++) {
      records.remove(block.number() * Chunk.SIZE + bit);
    }
  }

  private boolean isFailed(long unit) {
    UnitRecord record = records.get(unit);
    return record != null && record.verdict() == Verdict.FAILED;
  }

  /** The record of a unit with a history. */
  public Optional<UnitRecord> record(long unit) {
    return Optional.ofNullable(records.get(unit));
  }

  /**
   * Until when a unit is left alone, because it ended badly again and again; empty if it is not.
   */
  public Optional<Instant> restsUntil(long unit, Instant now) {
    return job.spec().isEndless()
        ? record(unit)
            .flatMap(record -> record.restsUntil(job.spec().policy()))
            .filter(now::isBefore)
        : Optional.empty();
  }

  /** The records of units with a history, in chunks that are not over. */
  public Collection<UnitRecord> records() {
    return List.copyOf(records.values());
  }

  /** A unit that failed for good is open again. */
  public void retry(UnitRecord open) {
    records.put(open.unit().index(), open);
    if (aFailure != null && aFailure.unit().equals(open.unit())) {
      aFailure = null;
    }
    if (isMerge(open.unit())) {
      hasMergeFailed = false;
    } else {
      failed--;
    }
  }

  /** Replaces a unit's record. */
  public void keep(UnitRecord record) {
    records.put(record.unit().index(), record);
    if (record.verdict() == Verdict.FAILED && aFailure == null) {
      aFailure = record;
    }
    if (record.verdict() == Verdict.FAILED && isMerge(record.unit())) {
      hasMergeFailed = true;
    }
  }

  /** Open units with a history that want attempts. */
  public Set<Long> hungry() {
    return hungry;
  }

  /** Plain units that may be granted now. */
  public long readyPlain(Instant now) {
    long ready = 0;
    for (Block block : blocks.values()) {
      ready += block.readyCount(now);
    }
    return ready;
  }

  /** Takes the first plain unit that is ready. */
  public OptionalLong takePlain(Instant now) {
    for (Block block : blocks.values()) {
      if (block.isSettled(now)) {
        long unit = block.takeFirst();
        if (unit >= 0) {
          return OptionalLong.of(unit);
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Whether a unit is the merge program. */
  public boolean isMerge(UnitId unit) {
    return job.spec().hasMergeProgram() && unit.index() == job.spec().mergeUnit();
  }

  public long done() {
    return done;
  }

  public long failed() {
    return failed;
  }

  /** Units with at least one attempt under way. */
  public long running() {
    return running;
  }

  public void countBytes(long more) {
    outputBytes += more;
  }

  /** Bytes of the outputs of units that are done. */
  public long outputBytes() {
    return outputBytes;
  }

  public void countDone(long units) {
    done += units;
  }

  public void countFailed(long units) {
    failed += units;
  }

  public void countRunning(long units) {
    running += units;
  }

  /** Whether a commit that takes chunks is under way. */
  public boolean isTaking() {
    return isTaking;
  }

  public void taking(boolean now) {
    isTaking = now;
  }

  /** Whether outputs are being listed in the background. */
  public boolean isAssembling() {
    return isAssembling;
  }

  public void assembling(boolean now) {
    isAssembling = now;
  }

  /** After a failure, when to try to list outputs again. */
  public Instant assembleNotBefore() {
    return assembleNotBefore;
  }

  public void assembleNotBefore(Instant at) {
    assembleNotBefore = at;
  }

  /** Whether the merge program failed for good. */
  public boolean hasMergeFailed() {
    return hasMergeFailed;
  }

  /** The first unit that failed for good, if one did. */
  public Optional<UnitRecord> aFailure() {
    return Optional.ofNullable(aFailure);
  }

  /** Which devices could not start it. */
  public Fitness fitness() {
    return fitness;
  }

  public void fitness(Fitness newer) {
    fitness = newer;
  }
}
