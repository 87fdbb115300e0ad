package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.edge.condition.CelConditions;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.input.PlanInputs;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.Admission;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.GridPorts;
import io.idlegrid.coordinator.flow.GridRules;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.Background;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The same fleet with two load histories gets different grants, and the grid says why. */
class ForecastGrantsTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration HISTORY = Duration.ofMinutes(20);
  private static final DeviceId FIRST = new DeviceId("d-00000001");
  private static final DeviceId SECOND = new DeviceId("d-00000002");
  private static final JobId JOB = new JobId("j-00000001");

  private final Set<DeviceId> granted = new TreeSet<>();

  @Test
  void grantsGoWhereTheHistoryWasQuiet() {
    assertEquals(Set.of(FIRST), run(4, 80));
    granted.clear();
    assertEquals(Set.of(SECOND), run(80, 4));
    granted.clear();
    assertEquals(Set.of(), run(80, 80));
  }

  private Set<DeviceId> run(double firstLoad, double secondLoad) {
    Grid grid = grid();
    Instant now = live(grid, firstLoad, secondLoad);
    CompletionStage<Admission> submitted =
        grid.submit(new GivenJob(1).at(START), Optional.empty(), "", now);
    assertTrue(submitted.toCompletableFuture().isDone());
    explains(grid, firstLoad, secondLoad, now);
    grid.settle(now);
    grid.settle(now.plusSeconds(1));
    report(grid, FIRST, 2, firstLoad, now.plusSeconds(2));
    report(grid, SECOND, 2, secondLoad, now.plusSeconds(2));
    grid.settle(now.plusSeconds(2));
    return Set.copyOf(granted);
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

  private static Instant live(Grid grid, double firstLoad, double secondLoad) {
    grid.recover(START);
    hello(grid, FIRST, "first");
    hello(grid, SECOND, "second");
    Instant now = START;
    long sequence = 10;
    while (now.isBefore(START.plus(HISTORY))) {
      now = now.plusSeconds(2);
      report(grid, FIRST, sequence, firstLoad, now);
      report(grid, SECOND, sequence++, secondLoad, now);
      grid.settle(now);
    }
    return now;
  }

  private static void hello(Grid grid, DeviceId device, String name) {
    DeviceFacts facts = new GivenDevice(1).named(name).cores(2).lends(100).facts();
    grid.hello(device, 1, new Hello(facts, List.of()), START);
  }

  private static void report(Grid grid, DeviceId device, long sequence, double load, Instant now) {
    Condition condition = new GivenDevice(1).cores(2).lends(100).condition(load, now);
    grid.report(
        device,
        1,
        new Report(
            sequence,
            Optional.of(condition),
            List.of(new Load(now, Duration.ofSeconds(2), load)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()),
        now);
  }

  private Grid grid() {
    InMemoryGridStore store = new InMemoryGridStore();
    InMemoryBlobStore blobs = new InMemoryBlobStore();
    for (DeviceId id : List.of(FIRST, SECOND)) {
      String name = id.equals(FIRST) ? "first" : "second";
      Device device =
          new Device(
              id, "owner", name, "00", START, Optional.empty(), Duty.LEND, Device.DEFAULT_RISK);
      store.commit(List.of(Commit.builder().put(Table.DEVICE, Table.key(id), device).build()));
    }
    TreeForecaster forecaster = new TreeForecaster(ForecasterSettings.defaults().withSeed(1));
    return new Grid(
        new GridPorts(
            store,
            commit ->
                CompletableFuture.completedFuture(
                    store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE)),
            blobs,
            new Noting(),
            new PredictorForecasts(forecaster),
            new CelConditions(),
            new PlanInputs(blobs),
            new AtOnce(),
            LiveFeed.NONE,
            Tally.NONE,
            Quotas.NONE,
            Runnable::run,
            reason -> {
              throw new AssertionError(reason);
            }),
        GridRules.defaults(),
        new GrantSeal(new byte[32]));
  }

  private final class Noting implements DeviceLinks {

    @Override
    public void send(DeviceId device, long connection, Orders orders) {
      if (!orders.granted().isEmpty()) {
        granted.add(device);
      }
    }

    @Override
    public void welcome(DeviceId device, long connection, Welcome welcome) {}
  }

  private static final class AtOnce implements Background {

    @Override
    public <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
      try {
        done.accept(work.call());
      } catch (Exception e) {
        failed.accept(e);
      }
    }
  }
}
