package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Counter;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Rebuilds the loop's memory from what is durable, and takes over all open chunks under a new
 * epoch, so that a coordinator which only slept can commit nothing any more.
 */
final class RecoverGrid {

  private static final int PAGE = 512;

  private final Board board;
  private final GridStore store;
  private final ForecastSource forecasts;
  private final GridRules rules;

  RecoverGrid(Board board, GridStore store, ForecastSource forecasts, GridRules rules) {
    this.board = board;
    this.store = store;
    this.forecasts = forecasts;
    this.rules = rules;
  }

  void recover(Instant now) {
    board.term(raise(Counter.TERM));
    board.epoch(raise(Counter.EPOCH));
    seatDevices();
    store.all(Table.PLACED).forEach(placed -> board.placed().put(placed.key(), placed));
    for (Job job : store.all(Table.JOB)) {
      JobStatus status =
          store
              .get(Table.STATUS, Table.key(job.id()))
              .orElseThrow(() -> new IllegalStateException("job " + job.id() + " has no status"));
      if (!status.state().isFinal() || status.results().isEmpty()) {
        board.add(reopen(job, status, now));
      }
    }
    board.workAppeared();
  }

  private long raise(String counter) {
    long before = store.get(Table.COUNTER, counter).orElse(Counter.ZERO).value();
    commit(
        Commit.builder()
            .check(
                Table.COUNTER,
                counter,
                "counter " + counter + " is at " + before,
                row -> row.orElse(Counter.ZERO).value() == before)
            .put(Table.COUNTER, counter, new Counter(before + 1))
            .build());
    return before + 1;
  }

  private void seatDevices() {
    for (List<Device> page : store.pages(Table.DEVICE)) {
      Map<String, Standing> standings =
          store.getAll(
              Table.STANDING, page.stream().map(device -> Table.key(device.id())).toList());
      for (Device device : page) {
        Standing standing = standings.getOrDefault(Table.key(device.id()), Standing.NEW);
        board.add(new Seat(device, standing));
      }
    }
    for (List<RemovedDevice> page : store.pages(Table.REMOVED)) {
      Map<String, Standing> standings =
          store.getAll(Table.STANDING, page.stream().map(gone -> Table.key(gone.id())).toList());
      page.forEach(
          gone ->
              board
                  .removed()
                  .add(gone, standings.getOrDefault(Table.key(gone.id()), Standing.NEW)));
    }
  }

  private ActiveJob reopen(Job job, JobStatus status, Instant now) {
    ActiveJob active = new ActiveJob(job, status);
    var times = new RecallRunTimes();
    for (long from = 0; from < status.chunksTaken(); from += PAGE) {
      long to = Math.min(status.chunksTaken(), from + PAGE);
      List<String> keys = new ArrayList<>();
      for (long chunk = from; chunk < to; chunk++) {
        keys.add(Table.chunkKey(job.id(), chunk));
      }
      Map<String, Chunk> chunks = store.getAll(Table.CHUNK, keys);
      if (chunks.size() != keys.size()) {
        throw new IllegalStateException(
            "job %s took chunks %d to %d, and %d of them are missing"
                .formatted(job.id(), from, to - 1, keys.size() - chunks.size()));
      }
      // In order, and not as the store happened to give them.
      List<Chunk> inOrder =
          keys.stream().map(key -> Objects.requireNonNull(chunks.get(key))).toList();
      inOrder.forEach(times::note);
      reopenChunks(active, inOrder, now);
    }
    if (!status.state().isFinal() && !job.spec().isEndless()) {
      times.recall(active, store, forecasts);
    }
    return active;
  }

  private void reopenChunks(ActiveJob job, Iterable<Chunk> chunks, Instant now) {
    Commit.Builder takeOver = Commit.builder();
    Map<Chunk, Map<Long, UnitRecord>> open = new LinkedHashMap<>();
    for (Chunk chunk : chunks) {
      Map<Long, UnitRecord> records = records(chunk);
      count(job, chunk, records);
      if (!job.status().state().isFinal()) {
        Chunk taken = chunk.withEpoch(board.epoch());
        takeOver.check(
            Table.CHUNK,
            Table.chunkKey(job.id(), chunk.number()),
            "chunk " + chunk.number() + " still has epoch " + chunk.epoch(),
            row -> row.map(old -> old.epoch() == chunk.epoch()).orElse(false));
        takeOver.put(Table.CHUNK, Table.chunkKey(job.id(), chunk.number()), taken);
        open.put(taken, records);
      }
    }
    if (!takeOver.isEmpty()) {
      commit(takeOver.build());
    }
    open.forEach((chunk, records) -> open(job, chunk, records, now));
  }

  private void open(ActiveJob job, Chunk chunk, Map<Long, UnitRecord> records, Instant now) {
    Block block =
        new Block(chunk, job.plainUnits(chunk.number()), now.plus(rules.settleAfterRestart()));
    job.open(block);
    records.values().forEach(job::keep);
    job.closeIfComplete(block);
    if (job.block(chunk.number() * Chunk.SIZE).isPresent()) {
      records.values().stream()
          .filter(record -> record.verdict() == Verdict.OPEN)
          .filter(record -> !job.isMerge(record.unit()))
          .filter(record -> !job.isSurplus(record.unit().index()))
          .forEach(record -> job.hungry().add(record.unit().index()));
    }
  }

  /** Records of the units with a history; one is made for a unit that was only granted. */
  private Map<Long, UnitRecord> records(Chunk chunk) {
    BitSet open = chunk.special();
    open.andNot(chunk.done());
    List<String> keys = new ArrayList<>();
    List<UnitId> units = new ArrayList<>();
    open.stream()
        .mapToObj(bit -> new UnitId(chunk.job(), chunk.number() * Chunk.SIZE + bit))
        .forEach(
            unit -> {
              units.add(unit);
              keys.add(Table.key(unit));
            });
    Map<String, UnitRecord> stored = store.getAll(Table.UNIT, keys);
    Map<Long, UnitRecord> records = new LinkedHashMap<>();
    for (UnitId unit : units) {
      records.put(unit.index(), stored.getOrDefault(Table.key(unit), UnitRecord.of(unit)));
    }
    return records;
  }

  private static void count(ActiveJob job, Chunk chunk, Map<Long, UnitRecord> records) {
    long merge = job.job().spec().hasMergeProgram() ? job.job().spec().mergeUnit() : -1;
    long first = chunk.number() * Chunk.SIZE;
    job.countBytes(chunk.bytes());
    job.countDone(chunk.done().stream().filter(bit -> first + bit != merge).count());
    job.countFailed(
        records.values().stream()
            .filter(record -> record.verdict() == Verdict.FAILED)
            .filter(record -> record.unit().index() != merge)
            .count());
  }

  private void commit(Commit commit) {
    Optional<String> broken = store.commit(List.of(commit)).get(0);
    if (broken.isPresent()) {
      throw new IllegalStateException(
          "another coordinator uses the same data: it no longer holds that " + broken.get());
    }
  }
}
