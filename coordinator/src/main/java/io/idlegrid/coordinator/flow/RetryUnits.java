package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.port.Background;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Gives units that failed for good all their tries back. A job that failed runs again, with what it
 * had done; chunks that were over are taken anew under a new epoch, so that nothing of an earlier
 * attempt counts.
 */
final class RetryUnits {

  private static final int PAGE = 512;

  private final Board board;
  private final UnitLedger ledger;
  private final GridStore store;
  private final Background background;
  private final LiveFeed feed;
  private final Supplier<Step> currentStep;

  RetryUnits(
      Board board,
      UnitLedger ledger,
      GridStore store,
      Background background,
      LiveFeed feed,
      Supplier<Step> currentStep) {
    this.board = board;
    this.ledger = ledger;
    this.store = store;
    this.background = background;
    this.feed = feed;
    this.currentStep = currentStep;
  }

  /** A job as its rows say; chunks and records are those in which not everything is done. */
  private record Stored(
      Job job, JobStatus status, List<Chunk> chunks, Map<Long, UnitRecord> records, long done) {

    List<UnitRecord> of(Chunk chunk) {
      return records.values().stream()
          .filter(record -> Chunk.numberOf(record.unit()) == chunk.number())
          .toList();
    }
  }

  /**
   * Tries failed units again.
   *
   * @param wanted which of them
   * @return how many, once that is durable; a {@link RefusedException} when it cannot be
   */
  CompletionStage<Long> retry(JobId job, LongPredicate wanted) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    // Rows are read once everything that was decided so far is in them.
    currentStep
        .get()
        .changes()
        .afterwards(
            () ->
                background.run(
                    () -> read(job),
                    stored -> answer(answer, () -> retry(stored, wanted, answer)),
                    answer::completeExceptionally));
    return answer;
  }

  private static void answer(CompletableFuture<Long> answer, Runnable work) {
    try {
      work.run();
    } catch (RefusedException refused) {
      answer.completeExceptionally(refused);
    }
  }

  private Stored read(JobId id) {
    Job job = store.get(Table.JOB, Table.key(id)).orElseThrow(() -> DeleteJob.unknown(id));
    JobStatus status =
        store.get(Table.STATUS, Table.key(id)).orElseThrow(() -> DeleteJob.unknown(id));
    long merge = job.spec().hasMergeProgram() ? job.spec().mergeUnit() : -1;
    List<Chunk> open = new ArrayList<>();
    Map<Long, UnitRecord> records = new LinkedHashMap<>();
    long done = 0;
    for (long from = 0; from < status.chunksTaken(); from += PAGE) {
      List<String> keys = new ArrayList<>();
      for (long number = from; number < Math.min(status.chunksTaken(), from + PAGE); number++) {
        keys.add(Table.chunkKey(id, number));
      }
      for (Chunk chunk : store.getAll(Table.CHUNK, keys).values()) {
        long first = chunk.number() * Chunk.SIZE;
        done += chunk.done().stream().filter(bit -> first + bit != merge).count();
        if (chunk.done().cardinality() < Chunk.sizeOf(chunk.number(), job.spec().allUnits())) {
          open.add(chunk);
          records(chunk).forEach(record -> records.put(record.unit().index(), record));
        }
      }
    }
    return new Stored(job, status, open, records, done);
  }

  private List<UnitRecord> records(Chunk chunk) {
    BitSet special = chunk.special();
    special.andNot(chunk.done());
    List<UnitId> units =
        special.stream()
            .mapToObj(bit -> new UnitId(chunk.job(), chunk.number() * Chunk.SIZE + bit))
            .toList();
    Map<String, UnitRecord> stored =
        store.getAll(Table.UNIT, units.stream().map(Table::key).toList());
    return units.stream()
        .map(unit -> stored.getOrDefault(Table.key(unit), UnitRecord.of(unit)))
        .toList();
  }

  private void retry(Stored stored, LongPredicate wanted, CompletableFuture<Long> answer) {
    Step step = currentStep.get();
    JobId id = stored.job().id();
    // It may have been deleted since its rows were read.
    if (board.leaving().contains(id) || store.get(Table.JOB, Table.key(id)).isEmpty()) {
      throw DeleteJob.unknown(id);
    }
    ActiveJob active = board.job(id).orElse(null);
    requireMove(active == null ? stored.status() : active.status(), active != null);
    requireTime(stored.job(), step);
    long retried =
        active == null ? again(stored, wanted, step) : goOn(active, stored, wanted, step);
    if (retried == 0) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "unit.none-failed",
              "no such unit of job %s failed".formatted(stored.job().id()),
              "see idlegrid job units " + stored.job().id() + " --state failed")
          .with("job", stored.job().id());
    }
    step.changes()
        .afterwards(
            () -> {
              feed.jobChanged(stored.job().id());
              answer.complete(retried);
            });
  }

  private static void requireMove(JobStatus status, boolean isOnBoard) {
    if (status.state().retried().isRefused()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "job.retry",
              "job %s is %s: nothing of it can be tried again"
                  .formatted(status.job(), status.state()),
              "submit it anew; the portal starts another job from it")
          .with("job", status.job())
          .with("state", status.state());
    }
    if (isOnBoard && status.state().isFinal()) {
      throw RefusedException.of(
              Kind.UNAVAILABLE,
              "job.ending",
              "job %s failed a moment ago and its outputs are being listed".formatted(status.job()),
              "try again in a moment")
          .with("job", status.job());
    }
  }

  private static void requireTime(Job job, Step step) {
    job.spec()
        .policy()
        .deadline()
        .map(deadline -> job.submittedAt().plus(deadline))
        .filter(step.now()::isAfter)
        .ifPresent(
            deadline -> {
              throw RefusedException.of(
                      Kind.CONFLICT,
                      "job.deadline",
                      "the deadline of job %s was %s".formatted(job.id(), deadline),
                      "submit it anew with another deadline")
                  .with("job", job.id())
                  .with("deadline", deadline);
            });
  }

  /** A job that failed runs again. */
  private long again(Stored stored, LongPredicate wanted, Step step) {
    List<UnitRecord> failed = failed(stored.records().values(), wanted);
    if (failed.isEmpty()) {
      return 0;
    }
    JobStatus status = stored.status().again();
    ActiveJob active = new ActiveJob(stored.job(), status);
    active.countDone(stored.done());
    active.countBytes(stored.chunks().stream().mapToLong(Chunk::bytes).sum());
    active.countFailed(
        stored.records().values().stream()
            .filter(record -> record.verdict() == Verdict.FAILED)
            .filter(record -> !active.isMerge(record.unit()))
            .filter(record -> !failed.contains(record))
            .count());
    step.changes().status(stored.status(), status);
    board.add(active);
    active.taking(true);
    reopen(active, stored, stored.chunks(), failed, step);
    return failed.size();
  }

  /** A job that runs goes on with units that had failed. */
  private long goOn(ActiveJob job, Stored stored, LongPredicate wanted, Step step) {
    List<UnitRecord> here = failed(job.records(), wanted);
    for (UnitRecord record : here) {
      UnitRecord fresh = record.again();
      job.retry(fresh);
      step.changes().record(fresh);
      step.changes().touch(job.id(), job.block(record.unit().index()).orElseThrow());
      ledger.feed(job, record.unit().index());
    }
    List<Chunk> closed =
        stored.chunks().stream()
            .filter(chunk -> job.block(chunk.number() * Chunk.SIZE).isEmpty())
            .filter(chunk -> stored.of(chunk).stream().anyMatch(RetryUnits::hasFailed))
            .toList();
    List<UnitRecord> there =
        closed.stream().flatMap(chunk -> failed(stored.of(chunk), wanted).stream()).toList();
    if (!there.isEmpty()) {
      job.countFailed(-there.size());
      reopen(job, stored, closed, there, step);
    }
    return (long) here.size() + there.size();
  }

  private static boolean hasFailed(UnitRecord record) {
    return record.verdict() == Verdict.FAILED;
  }

  private static List<UnitRecord> failed(Iterable<UnitRecord> records, LongPredicate wanted) {
    List<UnitRecord> failed = new ArrayList<>();
    for (UnitRecord record : records) {
      if (hasFailed(record) && wanted.test(record.unit().index())) {
        failed.add(record);
      }
    }
    return failed;
  }

  private void reopen(
      ActiveJob job, Stored stored, List<Chunk> chunks, List<UnitRecord> failed, Step step) {
    Map<Long, UnitRecord> records = new LinkedHashMap<>(stored.records());
    for (UnitRecord record : failed) {
      UnitRecord fresh = record.again();
      records.put(fresh.unit().index(), fresh);
      step.changes().record(fresh);
    }
    List<Chunk> taken = new ArrayList<>();
    for (Chunk chunk : chunks) {
      long before = board.epoch();
      board.epoch(before + 1);
      taken.add(chunk.withEpoch(before + 1));
      step.changes().take(taken.get(taken.size() - 1), before);
    }
    step.changes().afterwards(() -> open(job, taken, records));
  }

  private void open(ActiveJob job, List<Chunk> chunks, Map<Long, UnitRecord> records) {
    job.taking(false);
    if (job.status().state().isFinal()) {
      return;
    }
    for (Chunk chunk : chunks) {
      job.open(new Block(chunk, job.plainUnits(chunk.number()), currentStep.get().now()));
    }
    for (UnitRecord record : records.values()) {
      if (job.block(record.unit().index()).isPresent()) {
        job.keep(record);
        ledger.feed(job, record.unit().index());
      }
    }
    board.workAppeared();
  }
}
