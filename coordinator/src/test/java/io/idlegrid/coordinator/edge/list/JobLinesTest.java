package io.idlegrid.coordinator.edge.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Jobs are found by what is kept of them in memory, which follows the commits. */
class JobLinesTest {

  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

  private final InMemoryGridStore store = new InMemoryGridStore();
  private final JobLines lines = new JobLines(store);
  private final CommitLog commits = lines.watching(this::append);

  private CompletableFuture<Fate> append(Commit commit) {
    return CompletableFuture.completedFuture(
        store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE));
  }

  private JobStatus submit(int number) {
    Job job = new GivenJob(number).at(NOW);
    JobStatus status = JobStatus.submitted(job.id());
    commits.append(
        Commit.builder()
            .put(Table.JOB, Table.key(job.id()), job)
            .put(Table.STATUS, Table.key(job.id()), status)
            .build());
    return status;
  }

  private JobStatus end(JobStatus before) {
    JobStatus after = before.in(JobState.ASSEMBLING, 1, 0);
    commits.append(Commit.builder().put(Table.STATUS, Table.key(before.job()), after).build());
    return after;
  }

  private static List<String> ids(JobLines lines, Predicate<JobLine> wanted) {
    return lines.before("", wanted, 10).stream().map(id -> id.value()).toList();
  }

  @Test
  void theNewestComeFirstPageByPage() {
    for (int i = 1; i <= 5; i++) {
      submit(i);
    }

    assertEquals(
        List.of("j-00000005", "j-00000004"),
        lines.before("", any -> true, 2).stream().map(id -> id.value()).toList());
    assertEquals(
        List.of("j-00000003", "j-00000002"),
        lines.before("j-00000004", any -> true, 2).stream().map(id -> id.value()).toList());
    assertEquals(List.of(), lines.before("!", any -> true, 2));
  }

  @Test
  void aStateIsKnownFromItsCommitOnAndAfterARestart() {
    submit(1);
    end(submit(2));
    Predicate<JobLine> ending = line -> line.state() == JobState.ASSEMBLING;

    assertEquals(List.of("j-00000002"), ids(lines, ending));
    assertEquals(List.of("j-00000002"), ids(new JobLines(store), ending));
    assertEquals(List.of("j-00000001"), ids(new JobLines(store), ending.negate()));
  }

  @Test
  void aJobThatIsDeletedIsGoneAndLateNewsDoNotBringItBack() {
    JobStatus status = submit(1);
    commits.append(Commit.builder().remove(Table.JOB, Table.key(status.job())).build());
    end(status);

    assertEquals(List.of(), ids(lines, any -> true));
  }

  @Test
  void whatIsNotDurableIsNotThere() {
    JobStatus status = submit(1);
    commits.append(
        Commit.builder()
            .absent(Table.JOB, Table.key(status.job()))
            .remove(Table.JOB, Table.key(status.job()))
            .build());

    assertEquals(List.of("j-00000001"), ids(lines, any -> true));
  }

  @Test
  void aTextIsFoundInWhateverPeopleReadOfAJob() {
    submit(1);
    JobLine line =
        JobLine.of(new GivenJob(1).at(NOW), JobStatus.submitted(new GivenJob(1).at(NOW).id()));

    assertTrue(line.holds("JOB J-"));
    assertTrue(line.holds("me"));
    assertTrue(line.holds("00001"));
    assertFalse(line.holds("you"));
  }
}
