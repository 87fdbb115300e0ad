package io.idlegrid.coordinator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.edge.input.JsonDatasets;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.UsedBlobs.Use;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenJob;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What uses a blob, and what is read to tell it. */
class UsedBlobsTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
  private static final String CODE = "ab".repeat(32);

  private final CountingStore store = new CountingStore();
  private final UsedBlobs used = new UsedBlobs(store, new InMemoryBlobStore(), new JsonDatasets());

  @Test
  void othersJobsAreMetOnceAndNotReadAgain() throws IOException {
    for (int i = 1; i <= 20; i++) {
      put(new GivenJob(i).code(CODE).at(NOW.minusSeconds(600)), "bob");
    }
    put(new GivenJob(21).code(CODE).at(NOW.minusSeconds(500)), "ada");
    assertEquals(List.of(job(21)), uses("ada"));

    store.jobsRead = 0;
    assertEquals(List.of(job(21)), uses("ada"));

    assertEquals(1, store.jobsRead);
  }

  @Test
  void aJobThatComesLateAndOneThatGoesAreNoticed() throws IOException {
    put(new GivenJob(2).code(CODE).at(NOW), "ada");
    assertEquals(List.of(job(2)), uses("ada"));

    put(new GivenJob(1).code(CODE).at(NOW.minusMillis(1)), "ada");
    assertEquals(List.of(job(1), job(2)), uses("ada"), "its commit took longer");

    store.commit(
        List.of(Commit.builder().remove(Table.JOB, new GivenJob(2).at(NOW).id().value()).build()));
    assertEquals(List.of(job(1)), uses("ada"));
  }

  private List<Use> uses(String account) throws IOException {
    return used.of(account, List.of(CODE), NOW).getOrDefault(CODE, List.of());
  }

  private static Use job(int number) {
    return new Use(Use.Kind.JOB, new GivenJob(number).at(NOW).id().value());
  }

  private void put(Job given, String account) {
    Job job = new Job(given.id(), account, given.submittedAt(), given.spec());
    store.commit(List.of(Commit.builder().put(Table.JOB, Table.key(job.id()), job).build()));
  }

  /** Counts the jobs that are read. */
  private static final class CountingStore implements GridStore {

    private final GridStore rows = new InMemoryGridStore();
    private int jobsRead;

    @Override
    public <T> Optional<T> get(Table<T> table, String key) {
      return rows.get(table, key);
    }

    @Override
    public <T> Map<String, T> getAll(Table<T> table, Collection<String> keys) {
      Map<String, T> found = rows.getAll(table, keys);
      count(table, found.size());
      return found;
    }

    @Override
    public <T> List<T> list(Table<T> table, String after, int limit) {
      List<T> found = rows.list(table, after, limit);
      count(table, found.size());
      return found;
    }

    @Override
    public List<Optional<String>> commit(List<Commit> commits) {
      return rows.commit(commits);
    }

    @Override
    public void close() {
      rows.close();
    }

    private void count(Table<?> table, int read) {
      jobsRead += table.equals(Table.JOB) ? read : 0;
    }
  }
}
