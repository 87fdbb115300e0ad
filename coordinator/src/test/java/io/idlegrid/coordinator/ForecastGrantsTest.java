package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The same fleet with two load histories gets different grants, and the grid says why. */
class ForecastGrantsTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final int STEPS = 600;
  private static final DeviceId FIRST = GivenDevice.id(1);
  private static final DeviceId SECOND = GivenDevice.id(2);
  private static final JobId JOB = new GivenJob(1).at(START).id();

  @Test
  void grantsGoWhereTheHistoryWasQuiet() {
    assertEquals(Set.of(FIRST), run(4, 80));
    assertEquals(Set.of(SECOND), run(80, 4));
    assertEquals(Set.of(), run(80, 80));
  }

  private static Set<DeviceId> run(double firstLoad, double secondLoad) {
    GivenGrid given =
        new GivenGrid(
            START,
            Tally.NONE,
            new GivenDevice(1).named("first").cores(2).lends(100),
            new GivenDevice(2).named("second").cores(2).lends(100));
    Map<DeviceId, Double> loads = Map.of(FIRST, firstLoad, SECOND, secondLoad);
    for (int step = 0; step < STEPS; step++) {
      given.pass(loads);
    }
    given.submit(new GivenJob(1).at(given.now()));
    explains(given.grid(), firstLoad, secondLoad, given.now());
    given.pass(loads);
    given.pass(loads);
    Set<DeviceId> granted = new TreeSet<>();
    for (DeviceId device : List.of(FIRST, SECOND)) {
      if (!given.takeGranted(device).isEmpty()) {
        granted.add(device);
      }
    }
    return granted;
  }

  private static void explains(Grid grid, double firstLoad, double secondLoad, Instant now) {
    int busy = (firstLoad > 50 ? 1 : 0) + (secondLoad > 50 ? 1 : 0);
    Explanation.OfJob why = grid.explain(JOB, now).orElseThrow();
    Explanation.Count refusals =
        why.vetoes().stream()
            .filter(count -> count.reason() == Reason.FORECAST)
            .findFirst()
            .orElseThrow();
    assertEquals(2, why.devices());
    assertEquals(busy, refusals.devices());
    assertTrue(
        refusals.examples().get(0).detail().matches("headroom \\d+ % < 50 % within .*"),
        refusals.examples().get(0).detail());
    Explanation.OfUnit unit = grid.explain(new UnitId(JOB, 999), now).orElseThrow();
    assertEquals(List.of("first", "second"), unit.devices().stream().map(d -> d.name()).toList());
    assertEquals(
        firstLoad > 50,
        unit.devices().get(0).vetoes().stream().anyMatch(v -> v.reason() == Reason.FORECAST));
  }
}
