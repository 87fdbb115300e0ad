package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Fitness;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.match.Assignment;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Eligibility;
import io.idlegrid.coordinator.domain.match.Match;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import io.idlegrid.predictor.ForecasterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Two devices alike in everything but their past, and the real forecaster between them. */
class LoadHistoriesDecideGrantsTest {

  private static final Duration SPAN = Duration.ofSeconds(2);
  private static final Duration RUNTIME = Duration.ofSeconds(20);
  private static final DeviceId QUIET = GivenDevice.id(1);
  private static final DeviceId BURSTING = GivenDevice.id(2);

  private final Instant start = Instant.parse("2026-03-02T08:00:00Z");
  private final PredictorForecasts forecasts =
      PredictorForecasts.fresh(ForecasterSettings.defaults().withSeed(1));

  @Test
  void theDeviceThatWasQuietIsGivenWorkAndTheOneThatWasNotIsNot() {
    Instant now = observe(Duration.ofHours(2));

    List<Assignment> round = Match.round(List.of(demand()), offers(now), now, 0).assignments();

    assertEquals(List.of(QUIET), round.stream().map(Assignment::device).toList());
    List<Veto> vetoes = Eligibility.vetoes(demand(), offers(now).get(1), now);
    assertEquals(List.of(Reason.FORECAST), vetoes.stream().map(Veto::reason).toList());
  }

  @Test
  void aDeviceWithoutAPastWaits() {
    assertEquals(List.of(), Match.round(List.of(demand()), offers(start), start, 0).assignments());
  }

  private Instant observe(Duration past) {
    observe(BURSTING, past, LoadHistoriesDecideGrantsTest::bursts);
    return observe(QUIET, past, LoadHistoriesDecideGrantsTest::calm);
  }

  private Instant observe(DeviceId device, Duration past, LongToDoubleFunction load) {
    Instant end = start;
    for (long sample = 0; sample < past.dividedBy(SPAN); sample++) {
      end = end.plus(SPAN);
      forecasts.observe(
          device, List.of(new Load(end, SPAN, load.applyAsDouble(sample), 0, Double.NaN)), end);
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
    return List.of(offer(1, now), offer(2, now));
  }

  private Offer offer(int number, Instant now) {
    return new GivenDevice(number).offer(forecasts.outlook(GivenDevice.id(number), now), now);
  }

  private Demand demand() {
    Job job = new GivenJob(1).runtime(RUNTIME).at(start);
    return new Demand(
        job, 100, List.of(), 0, device -> RUNTIME, device -> Optional.empty(), Fitness.UNTRIED);
  }
}
