package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Condition.Lending;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.EngineFact;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.domain.match.Assignment;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Eligibility;
import io.idlegrid.coordinator.domain.match.Match;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Two devices alike in everything but their past, and the real forecaster between them. */
class LoadHistoriesDecideGrantsTest {

  private static final Duration SPAN = Duration.ofSeconds(2);
  private static final Duration RUNTIME = Duration.ofSeconds(20);
  private static final DeviceId QUIET = new DeviceId("d-00000001");
  private static final DeviceId BURSTING = new DeviceId("d-00000002");

  private final Instant start = Instant.parse("2026-03-02T08:00:00Z");
  private final PredictorForecasts forecasts =
      new PredictorForecasts(new TreeForecaster(ForecasterSettings.defaults().withSeed(1)));

  @Test
  void theDeviceThatWasQuietIsGivenWorkAndTheOneThatWasNotIsNot() {
    Instant now = observe(Duration.ofHours(2));

    List<Assignment> round = Match.round(List.of(demand()), offers(now), now, 0).assignments();

    assertEquals(List.of(QUIET), round.stream().map(Assignment::device).toList());
    List<Veto> vetoes = Eligibility.vetoes(demand(), offers(now).get(1), now);
    assertEquals(List.of(Reason.FORECAST), vetoes.stream().map(Veto::reason).toList());
  }

  @Test
  void theSameHistoriesTheOtherWayRoundTurnTheGrantsRound() {
    Instant now = observe(QUIET, Duration.ofHours(2), LoadHistoriesDecideGrantsTest::bursts);
    observe(BURSTING, Duration.ofHours(2), LoadHistoriesDecideGrantsTest::calm);

    List<Assignment> round = Match.round(List.of(demand()), offers(now), now, 0).assignments();

    assertEquals(List.of(BURSTING), round.stream().map(Assignment::device).toList());
  }

  @Test
  void aDeviceWithoutAPastWaits() {
    assertEquals(List.of(), Match.round(List.of(demand()), offers(start), start, 0).assignments());
  }

  @Test
  void theForecastSeesTheBurstsThatAreNotThereNow() {
    Instant now = observe(Duration.ofHours(2));

    double quiet = forecasts.outlook(QUIET, now).idleProbability(50, RUNTIME);
    double bursting = forecasts.outlook(BURSTING, now).idleProbability(50, RUNTIME);

    assertTrue(quiet >= 0.99, "quiet: " + quiet);
    assertTrue(bursting < 0.99, "bursting: " + bursting);
  }

  private Instant observe(Duration past) {
    observe(BURSTING, past, LoadHistoriesDecideGrantsTest::bursts);
    return observe(QUIET, past, LoadHistoriesDecideGrantsTest::calm);
  }

  private Instant observe(DeviceId device, Duration past, LongToDoubleFunction load) {
    Instant end = start;
    for (long sample = 0; sample < past.dividedBy(SPAN); sample++) {
      end = end.plus(SPAN);
      forecasts.observe(device, List.of(new Load(end, SPAN, load.applyAsDouble(sample))), end);
    }
    return end;
  }

  private static double calm(long sample) {
    return 3 + sample % 3;
  }

  /** Ten seconds of work every two minutes; the last moment of the past is quiet. */
  private static double bursts(long sample) {
    return sample % 60 < 5 ? 90 : calm(sample);
  }

  private List<Offer> offers(Instant now) {
    return List.of(offer(QUIET, now), offer(BURSTING, now));
  }

  private Offer offer(DeviceId id, Instant now) {
    DeviceFacts facts =
        new DeviceFacts(
            "device",
            "arm64",
            "Linux",
            4,
            4L << 30,
            1L << 30,
            4L << 30,
            75,
            List.of(new EngineFact("process", "1", Optional.empty())),
            Optional.of(17),
            Map.of(),
            List.of(),
            Optional.empty(),
            false,
            List.of(),
            Optional.empty());
    Condition condition =
        new Condition(
            now,
            3,
            0,
            2L << 30,
            8L << 30,
            Optional.empty(),
            Lending.AVAILABLE,
            "",
            new Condition.Room(3, 1L << 30, 4L << 30, 64));
    Device device =
        new Device(
            id,
            "owner",
            id.value(),
            "00",
            start,
            Optional.of(facts),
            Duty.LEND,
            Device.DEFAULT_RISK);
    return new Offer(
        device,
        Optional.of(condition),
        List.of(),
        forecasts.outlook(id, now),
        Standing.NEW,
        Optional.empty());
  }

  private Demand demand() {
    Job job =
        new Job(
            new JobId("j-00000001"),
            "me",
            start,
            new JobSpec(
                "batch",
                "test",
                Map.of(),
                new RunRule(
                    List.of("run"),
                    RunRule.EngineChoice.ANY,
                    Optional.empty(),
                    Map.of(),
                    false,
                    Optional.empty()),
                List.of(),
                new SplitPlan.Range(0, 1_000, 1),
                new Need(1, 64L << 20, 64L << 20, Optional.of(RUNTIME), Duration.ofMinutes(5)),
                Optional.empty(),
                List.of(),
                new Policy(3, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(1)),
                new ResultRule("out/**", ResultRule.Merge.CONCAT, List.of())));
    return new Demand(job, 100, List.of(), 0, device -> RUNTIME, device -> Optional.empty());
  }
}
