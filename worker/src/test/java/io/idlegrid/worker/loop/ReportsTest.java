package io.idlegrid.worker.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.Harm;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportsTest {

  private final AgentRules rules = AgentRules.defaults();
  private final Reports reports = new Reports(rules);
  private final HeldAttempts held = new HeldAttempts(List.of());
  private Instant now = Given.START;

  @Test
  void nothingIsToldBeforeTheDeviceWasMeasured() {
    assertTrue(due().isEmpty());
  }

  @Test
  void samplesAreToldOnceAndInOrder() {
    measured();
    reports.loaded(sample(1));
    reports.loaded(sample(2));

    List<LoadSample> first = Given.telemetry(due().orElseThrow()).load();
    pass(rules.report());
    List<LoadSample> second = Given.telemetry(due().orElseThrow()).load();

    assertEquals(List.of(sample(1), sample(2)), first);
    assertEquals(List.of(), second);
  }

  @Test
  void aLongSilenceKeepsTheNewestSamples() {
    measured();
    for (int i = 0; i < 1_000; i++) {
      reports.loaded(sample(i));
    }

    List<LoadSample> told = Given.telemetry(due().orElseThrow()).load();

    assertEquals(300, told.size());
    assertEquals(sample(999), told.get(299));
  }

  @Test
  void outcomesOfAMomentShareAMessage() {
    measured();
    due();
    held.take(Given.held(0, now));
    held.take(Given.held(1, now));
    held.ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED));
    reports.outcomeAt(now);
    held.ended(Given.outcome(Given.lease(1), Kind.SUCCEEDED));
    reports.outcomeAt(now);

    Optional<Report> atOnce = due();
    pass(rules.gather());
    Report soon = due().orElseThrow();

    assertTrue(atOnce.isEmpty());
    assertEquals(2, soon.outcomes().size());
  }

  @Test
  void manyOutcomesTakeSeveralMessagesWithoutWaiting() {
    measured();
    for (long unit = 0; unit < 300; unit++) {
      held.take(Given.held(unit, now));
      held.ended(Given.outcome(Given.lease(unit), Kind.SUCCEEDED));
    }

    Report first = due().orElseThrow();
    Report second = due().orElseThrow();

    assertEquals(256, first.outcomes().size());
    assertEquals(44, second.outcomes().size());
  }

  @Test
  void anAnswerRenewsWhatItsReportListedCountedFromTheSending() {
    reports.agreed(Given.REPORT, Given.LEASE.toMillis());
    measured();
    held.take(Given.held(0, now));
    pass(Duration.ofSeconds(10));
    Report report = due().orElseThrow();
    Instant sent = now;
    held.take(Given.held(1, now.minusSeconds(5)));
    pass(Duration.ofSeconds(2));

    reports.answered(report.sequence(), held);

    assertEquals(sent.plus(Given.LEASE), held.all().get(0).leaseUntil());
    assertEquals(
        sent.minusSeconds(5).plus(Given.LEASE),
        held.all().get(1).leaseUntil(),
        "was not in that report");
  }

  @Test
  void anAnswerThatIsRepeatedOrOvertakenRenewsNothing() {
    reports.agreed(Given.REPORT, Given.LEASE.toMillis());
    measured();
    held.take(Given.held(0, now));
    Report older = due().orElseThrow();
    pass(Given.REPORT);
    Report newer = due().orElseThrow();
    Instant sent = now;

    reports.answered(newer.sequence(), held);
    reports.answered(older.sequence(), held);
    reports.answered(newer.sequence(), held);

    assertEquals(sent.plus(Given.LEASE), held.all().get(0).leaseUntil());
  }

  @Test
  void outcomesAreSentAgainAtOnceOverANewConnection() {
    measured();
    held.take(Given.held(0, now));
    held.ended(Given.outcome(Given.lease(0), Kind.SUCCEEDED));
    due();

    reports.connected();

    assertEquals(1, due().orElseThrow().outcomes().size());
  }

  @Test
  void daysOfHarmAreToldWhenTheyChangedAndAllOverANewConnection() {
    measured();
    Harm.Day yesterday = harm(1, 200);
    reports.harmed(new Harm(3_600, List.of(yesterday, harm(2, 10))));
    Harm first = due().orElseThrow().harm();
    pass(rules.report());
    Harm unchanged = due().orElseThrow().harm();
    pass(rules.report());
    reports.harmed(new Harm(3_600, List.of(yesterday, harm(2, 90))));
    Harm changed = due().orElseThrow().harm();

    reports.connected();

    Harm.Day today = harm(2, 90);
    assertEquals(new Harm(3_600, List.of(yesterday, harm(2, 10))), first);
    assertNull(unchanged);
    assertEquals(new Harm(3_600, List.of(today)), changed);
    assertEquals(new Harm(3_600, List.of(yesterday, today)), due().orElseThrow().harm());
  }

  private static Harm.Day harm(int day, long waitedMillis) {
    return new Harm.Day(LocalDate.of(2026, 11, day), 1, 0, waitedMillis, 0, 0, 0, 0);
  }

  private void measured() {
    reports.measured((Event.Measured) Given.room(4, 512 * Given.MIB));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private Optional<Report> due() {
    return reports.due(held, Given.available(), now);
  }

  @Test
  void aSampleTellsTheMemoryThatWasSeenLast() {
    LoadSample bare = new LoadSample(Given.START, 2_000, 5, 0, null);
    reports.loaded(bare);
    measured();
    reports.loaded(bare);

    List<LoadSample> told = Given.telemetry(due().orElseThrow()).load();

    assertNull(told.get(0).memory());
    assertEquals(40.0, told.get(1).memory());
  }

  private static LoadSample sample(int number) {
    return new LoadSample(Given.START.plusSeconds(2L * number), 2_000, number % 100, 0, 40.0);
  }
}
