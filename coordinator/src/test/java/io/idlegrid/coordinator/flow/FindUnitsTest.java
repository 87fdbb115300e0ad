package io.idlegrid.coordinator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.FindUnits.Found;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A few units among a million, without a look at each. */
class FindUnitsTest {

  private static final long UNITS = 1_000_000;
  private static final long FAILED = 999_000;
  private static final long OPEN = 500;

  private final Job job = new GivenJob(1).units(UNITS).at(Instant.parse("2026-03-02T08:00:00Z"));
  private final CountingStore store = new CountingStore();
  private final JobProgress progress =
      new JobProgress(
          job, JobStatus.submitted(job.id()).withChunksTaken(chunks()), UNITS - 3, 1, 2, 0);

  /** Everything is done, but one unit that failed and two that run. */
  @BeforeEach
  void store() {
    Commit.Builder rows = Commit.builder();
    for (long number = 0; number < chunks(); number++) {
      BitSet done = new BitSet();
      done.set(0, Chunk.sizeOf(number, UNITS));
      BitSet special = new BitSet();
      if (number == FAILED / Chunk.SIZE) {
        done.clear((int) (FAILED % Chunk.SIZE));
        special.set((int) (FAILED % Chunk.SIZE));
      }
      rows.put(
          Table.CHUNK,
          Table.chunkKey(job.id(), number),
          new Chunk(job.id(), number, 1, done, special, 1, 0));
    }
    store.commit(List.of(rows.build()));
  }

  private static long chunks() {
    return (UNITS - 1) / Chunk.SIZE + 1;
  }

  private static Map<Long, OpenChunk> open() {
    BitSet done = new BitSet();
    done.set(0, Chunk.SIZE);
    done.clear(7);
    done.clear(9);
    BitSet running = new BitSet();
    running.set(7);
    running.set(9);
    return Map.of(OPEN, new OpenChunk(done, new BitSet(), running));
  }

  private Found find(Kind kind, long from, int limit) {
    return new FindUnits(store).find(progress, open(), UNITS, kind, from, limit);
  }

  @Test
  void theOneThatFailedIsFoundInAHandfulOfReadings() {
    Found found = find(Kind.FAILED, 0, 100);

    assertEquals(new Found(List.of(FAILED), OptionalLong.empty()), found);
    assertTrue(store.readings <= 2, store.readings + " readings");
  }

  @Test
  void whatRunsIsFoundWithoutReadingAnything() {
    long first = OPEN * Chunk.SIZE;

    assertEquals(
        new Found(List.of(first + 7, first + 9), OptionalLong.empty()), find(Kind.RUNNING, 0, 100));
    assertEquals(0, store.rows, "rows of chunks that are over");
  }

  @Test
  void pagesFollowOneAnotherAndEnd() {
    long first = OPEN * Chunk.SIZE;

    Found one = find(Kind.RUNNING, 0, 1);
    Found two = find(Kind.RUNNING, one.next().orElseThrow(), 1);
    Found end = find(Kind.RUNNING, two.next().orElseThrow(), 1);

    assertEquals(List.of(first + 7), one.units());
    assertEquals(List.of(first + 9), two.units());
    assertEquals(new Found(List.of(), OptionalLong.empty()), end);
  }

  @Test
  void aPageOfWhatIsDoneEndsWhereItIsFull() {
    Found found = find(Kind.DONE, 1_020, 6);

    assertEquals(List.of(1_020L, 1_021L, 1_022L, 1_023L, 1_024L, 1_025L), found.units());
    assertEquals(OptionalLong.of(1_026), found.next());
  }

  @Test
  void whatWasNotReachedIsNowhere() {
    JobProgress early = new JobProgress(job, JobStatus.submitted(job.id()), 0, 0, 0, UNITS);

    assertEquals(
        new Found(List.of(), OptionalLong.empty()),
        new FindUnits(store).find(early, Map.of(), UNITS, Kind.READY, 0, 10));
  }

  /** Counts what is asked of it. */
  private static final class CountingStore implements GridStore {

    private final GridStore rowsOf = new InMemoryGridStore();
    private int readings;
    private int rows;

    @Override
    public <T> Optional<T> get(Table<T> table, String key) {
      readings++;
      return rowsOf.get(table, key);
    }

    @Override
    public <T> Map<String, T> getAll(Table<T> table, Collection<String> keys) {
      readings++;
      rows += keys.size();
      return rowsOf.getAll(table, keys);
    }

    @Override
    public <T> List<T> list(Table<T> table, String after, int limit) {
      throw new UnsupportedOperationException("chunks are not listed");
    }

    @Override
    public List<Optional<String>> commit(List<Commit> commits) {
      return rowsOf.commit(commits);
    }

    @Override
    public void close() {
      rowsOf.close();
    }
  }
}
