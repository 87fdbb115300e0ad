package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Counter;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the events of one step change durably. The memory of the loop is changed at once; nothing is
 * acknowledged to anybody before the commit that is built here is durable.
 */
final class Changes {

  private final Map<Block, JobId> touched = new LinkedHashMap<>();
  private final Map<Block, List<Row>> rows = new LinkedHashMap<>();
  private final Map<UnitId, UnitRecord> records = new LinkedHashMap<>();
  private final Map<JobId, JobStatus> statuses = new LinkedHashMap<>();
  private final Map<JobId, Long> versionsBefore = new LinkedHashMap<>();
  private final Map<DeviceId, Device> devices = new LinkedHashMap<>();
  private final Set<DeviceId> expelled = new LinkedHashSet<>();
  private final Map<DeviceId, Standing> standings = new LinkedHashMap<>();
  private final List<Chunk> freshChunks = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final List<Acknowledgement> acknowledgements = new ArrayList<>();
  private final Commit.Builder commit = Commit.builder();
  private long epochBefore = -1;
  private long epochAfter;

  /** An outcome whose device is told once it is durable. */
  record Acknowledgement(DeviceId device, AttemptId attempt) {}

  void touch(JobId job, Block block) {
    touched.put(block, job);
  }

  void result(JobId job, Block block, Row row) {
    touch(job, block);
    rows.computeIfAbsent(block, any -> new ArrayList<>()).add(row);
  }

  void record(UnitRecord record) {
    records.put(record.unit(), record);
  }

  void status(JobStatus before, JobStatus after) {
    versionsBefore.putIfAbsent(before.job(), before.version());
    statuses.put(after.job(), after);
  }

  void device(Device device) {
    devices.put(device.id(), device);
  }

  /** A device is gone; what it earned stays. */
  void expel(DeviceId device) {
    devices.remove(device);
    expelled.add(device);
  }

  void standing(DeviceId device, Standing standing) {
    standings.put(device, standing);
  }

  /** Takes a chunk under a new epoch, which follows the newest one known. */
  void take(Chunk chunk, long previousEpoch) {
    if (epochBefore < 0) {
      epochBefore = previousEpoch;
    }
    epochAfter = chunk.epoch();
    freshChunks.add(chunk);
  }

  void acknowledge(DeviceId device, AttemptId attempt) {
    acknowledgements.add(new Acknowledgement(device, attempt));
  }

  /** Something to do in the loop once everything here is durable. */
  void afterwards(Runnable effect) {
    afterwards.add(effect);
  }

  /** Further writes, of rows that only their flow knows. */
  Commit.Builder also() {
    return commit;
  }

  List<Acknowledgement> acknowledgements() {
    return acknowledgements;
  }

  List<Runnable> afterwards() {
    return afterwards;
  }

  boolean isEmpty() {
    return touched.isEmpty()
        && records.isEmpty()
        && statuses.isEmpty()
        && devices.isEmpty()
        && expelled.isEmpty()
        && standings.isEmpty()
        && freshChunks.isEmpty()
        && afterwards.isEmpty()
        && acknowledgements.isEmpty()
        && commit.isEmpty();
  }

  /**
   * The commit of all changes.
   *
   * @param term that the coordinator serves; rows without an epoch or version of their own rely on
   *     it
   */
  Commit build(long term) {
    if (!devices.isEmpty() || !standings.isEmpty() || !expelled.isEmpty()) {
      checkTerm(commit, term);
    }
    takeChunks();
    rows.forEach(this::putResults);
    touched.forEach(this::putChunk);
    records.forEach((unit, record) -> commit.put(Table.UNIT, Table.key(unit), record));
    statuses.forEach(this::putStatus);
    devices.forEach((id, device) -> commit.put(Table.DEVICE, Table.key(id), device));
    expelled.forEach(id -> commit.remove(Table.DEVICE, Table.key(id)));
    standings.forEach((id, standing) -> commit.put(Table.STANDING, Table.key(id), standing));
    return commit.build();
  }

  /** Makes a commit depend on no other coordinator having started on the data. */
  static void checkTerm(Commit.Builder commit, long term) {
    commit.check(
        Table.COUNTER,
        Counter.TERM,
        "this is the coordinator's term " + term,
        row -> row.orElse(Counter.ZERO).value() == term);
  }

  private void takeChunks() {
    if (freshChunks.isEmpty()) {
      return;
    }
    long before = epochBefore;
    commit.check(
        Table.COUNTER,
        Counter.EPOCH,
        "the newest block epoch is " + before,
        row -> row.orElse(Counter.ZERO).value() == before);
    commit.put(Table.COUNTER, Counter.EPOCH, new Counter(epochAfter));
    freshChunks.forEach(
        chunk -> commit.put(Table.CHUNK, Table.chunkKey(chunk.job(), chunk.number()), chunk));
  }

  private void putResults(Block block, List<Row> added) {
    JobId job = touched.get(block);
    if (job == null) {
      throw new IllegalStateException("results without their block");
    }
    int part = block.nextPart();
    commit.put(
        Table.RESULT,
        Table.resultKey(job, block.number(), part),
        new ResultPart(job, block.number(), part, added));
  }

  private void putChunk(Block block, JobId job) {
    String key = Table.chunkKey(job, block.number());
    commit.check(
        Table.CHUNK,
        key,
        "chunk %s is held under epoch %d".formatted(key, block.epoch()),
        row -> row.map(chunk -> chunk.epoch() == block.epoch()).orElse(false));
    commit.put(Table.CHUNK, key, block.chunk());
  }

  private void putStatus(JobId job, JobStatus status) {
    Long before = versionsBefore.get(job);
    commit.check(
        Table.STATUS,
        Table.key(job),
        "status of %s has version %d".formatted(job, before),
        row -> row.map(old -> before != null && old.version() == before).orElse(false));
    commit.put(Table.STATUS, Table.key(job), status);
  }
}
