package io.idlegrid.coordinator.edge.list;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.edge.ignite.EmbeddedIgnite;
import io.idlegrid.coordinator.edge.ignite.IgniteGridStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page of many jobs out of a real Ignite. What a page costs is told in the log, and claimed
 * nowhere: {@code -Dit.test=ManyJobsIT -Didlegrid.jobs=100000} measures it.
 */
class ManyJobsIT {

  private static final Logger LOG = LoggerFactory.getLogger(ManyJobsIT.class);
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final int JOBS = Integer.getInteger("idlegrid.jobs", 2_000);
  private static final int AT_ONCE = 500;
  private static final int PAGE = 100;
  private static final int TIMES = 50;

  @TempDir private Path data;

  @Test
  void aPageIsReadWithoutTheJobsThatAreNotOnIt() throws Exception {
    try (GridStore store =
        new IgniteGridStore(EmbeddedIgnite.start(data, "many-jobs", 128L << 20))) {
      for (int from = 0; from < JOBS; from += AT_ONCE) {
        List<Commit> commits = new ArrayList<>();
        for (int i = from; i < Math.min(JOBS, from + AT_ONCE); i++) {
          commits.add(submission(i));
        }
        store.commit(commits);
      }

      long begun = System.nanoTime();
      JobLines lines = new JobLines(store);
      tell("reading all of them at the start", begun, 1);

      assertEquals(PAGE, read(store, lines, any -> true, "the newest page").size());
      assertEquals(
          Math.min(PAGE, JOBS / 1_000),
          read(
                  store,
                  lines,
                  line -> line.state() == JobState.ASSEMBLING && line.holds("JOB"),
                  "one of a thousand, by state and text")
              .size());
    }
  }

  private static Commit submission(int number) {
    Job job = new GivenJob(number).at(NOW);
    JobStatus status = JobStatus.submitted(job.id());
    return Commit.builder()
        .put(Table.JOB, Table.key(job.id()), job)
        .put(
            Table.STATUS,
            Table.key(job.id()),
            number % 1_000 == 0 ? status.in(JobState.ASSEMBLING, 1, 0) : status)
        .build();
  }

  private static List<Job> read(
      GridStore store, JobLines lines, Predicate<JobLine> wanted, String what) {
    List<Job> page = List.of();
    long begun = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      List<String> keys = lines.before("", wanted, PAGE).stream().map(Table::key).toList();
      page = List.copyOf(store.getAll(Table.JOB, keys).values());
      store.getAll(Table.STATUS, keys);
    }
    tell(what, begun, TIMES);
    return page;
  }

  private static void tell(String what, long begun, int times) {
    double millis = Duration.ofNanos(System.nanoTime() - begun).toNanos() / 1e6 / times;
    LOG.info(String.format(Locale.ROOT, "%d jobs, %s: %.1f ms", JOBS, what, millis));
  }
}
