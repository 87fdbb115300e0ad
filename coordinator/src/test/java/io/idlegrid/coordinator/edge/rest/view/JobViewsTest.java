package io.idlegrid.coordinator.edge.rest.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome.LogTail;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.unit.PastAttempt;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.protocol.job.UnitView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a unit whoever may only look is told. */
class JobViewsTest {

  private static final DeviceId DEVICE = new DeviceId("d-00000001");
  private static final LeaseNumber LEASE = new LeaseNumber(1, 1);

  private static final Row ROW =
      new Row(
          3,
          DEVICE,
          LEASE,
          List.of(new Output("out/secret.txt", 5, "5".repeat(64), Optional.empty())),
          Optional.empty(),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Instant.EPOCH);

  @Test
  void hashesOpenFilesSoThatOnlyReadersAreToldThem() {
    UnitView read = JobViews.unit(3, "done", Optional.of(ROW), true);
    UnitView looked = JobViews.unit(3, "done", Optional.of(ROW), false);

    assertEquals("5".repeat(64), read.outputs().get(0).sha256());
    assertEquals(List.of(), looked.outputs());
    assertEquals(read.device(), looked.device());
    assertEquals(2.0, looked.activeSeconds());
  }

  @Test
  void whatAnAttemptPrintedIsForReadersToo() {
    PastAttempt past =
        new PastAttempt(
            DEVICE,
            LEASE,
            "FAILED",
            Optional.of(1),
            "exited with code 1",
            Optional.of(new LogTail("a secret", 0)),
            Instant.EPOCH);
    Explanation.OfUnit unit =
        new Explanation.OfUnit(
            new JobId("j-00000001"), 3, "ready", List.of(), List.of(), List.of(past));

    assertEquals("a secret", JobViews.unit(unit, true).attempts().get(0).log());
    assertNull(JobViews.unit(unit, false).attempts().get(0).log());
    assertEquals(1, JobViews.unit(unit, false).attempts().get(0).exitCode());
  }
}
