package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.RunTime;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Demand.SpecialUnit;
import io.idlegrid.coordinator.domain.match.Eligibility;
import io.idlegrid.coordinator.domain.match.Holding;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.quorum.Vote;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.Conditions;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows jobs and devices as the match wants to see them. */
final class Views {

  /** Units with a history to look at per round; the others wait for the next one. */
  private static final int MOST_SPECIAL = 2_000;

  /** The other devices may be busy for hours; after this a unit may return where it failed. */
  private static final Duration AVOID_FOR = Duration.ofMinutes(5);

  private final Board board;
  private final ForecastSource forecasts;
  private final Conditions conditions;

  Views(Board board, ForecastSource forecasts, Conditions conditions) {
    this.board = board;
    this.forecasts = forecasts;
    this.conditions = conditions;
  }

  /** A job as demand, if it has units to place. */
  Optional<Demand> demandIfAny(ActiveJob job, Instant now) {
    long plain = job.readyPlain(now);
    if (plain == 0 && job.hungry().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(demand(job, plain, now));
  }

  /** A job as demand, whether or not it has units to place. */
  Demand demand(ActiveJob job, Instant now) {
    return demand(job, job.readyPlain(now), now);
  }

  private Demand demand(ActiveJob job, long plain, Instant now) {
    Demand bare = bare(job, plain, List.of());
    if (job.hungry().isEmpty()) {
      return bare;
    }
    List<DeviceId> fitting = fitting(bare);
    List<SpecialUnit> special = new ArrayList<>();
    for (long unit : job.hungry()) {
      if (special.size() >= MOST_SPECIAL) {
        break;
      }
      boolean isSettled = job.block(unit).map(block -> block.isSettled(now)).orElse(false);
      if (isSettled && job.restsUntil(unit, now).isEmpty()) {
        special.add(special(job, unit, fitting, now));
      }
    }
    return bare(job, plain, special);
  }

  private Demand bare(ActiveJob active, long plain, List<SpecialUnit> special) {
    Job job = active.job();
    return new Demand(
        job,
        plain,
        special,
        active.running(),
        device -> cautiousRuntime(job, device),
        device -> board.seat(device).flatMap(seat -> conditions.judge(job, seat.device())),
        active.fitness());
  }

  /** Connected devices that could take a unit of the job at some time. */
  private List<DeviceId> fitting(Demand demand) {
    return board.seats().stream()
        .filter(Seat::isConnected)
        .filter(seat -> Eligibility.lasting(demand, bareOffer(seat)).isEmpty())
        .map(seat -> seat.device().id())
        .toList();
  }

  /** What the match must know of a unit with a history. */
  SpecialUnit special(ActiveJob job, long unit, List<DeviceId> fitting, Instant now) {
    UnitRecord record = job.record(unit).orElseGet(() -> UnitRecord.of(new UnitId(job.id(), unit)));
    Set<DeviceId> notOn = new LinkedHashSet<>();
    record.votes().stream().map(Vote::device).forEach(notOn::add);
    board.attempts().of(record.unit()).stream().map(LiveAttempt::device).forEach(notOn::add);
    Set<DeviceId> tried = new LinkedHashSet<>();
    record.past().stream()
        .filter(past -> past.at().plus(AVOID_FOR).isAfter(now))
        .filter(past -> record.endedBadlyOn(past.device()))
        .forEach(past -> tried.add(past.device()));
    boolean hasOthers =
        fitting.stream().anyMatch(device -> !tried.contains(device) && !notOn.contains(device));
    return new SpecialUnit(unit, hasOthers ? tried : Set.of(), notOn);
  }

  /** Devices that could take a unit of the job at some time. */
  List<DeviceId> fittingDevices(ActiveJob job) {
    return fitting(bare(job, 0, List.of()));
  }

  /** How long a unit of a job takes on a device. */
  RunTime runtime(ActiveJob job, DeviceId device) {
    JobSpec spec = job.job().spec();
    return spec.isEndless()
        ? new RunTime(spec.stay(), "what its file asks for")
        : forecasts.runtime(job.id(), device, spec.need());
  }

  /** What has no end is asked to stay for what its file says, however fast the device is. */
  private Duration cautiousRuntime(Job job, DeviceId device) {
    Need need = job.spec().need();
    return job.spec().isEndless()
        ? job.spec().stay()
        : forecasts.cautiousRuntime(job.id(), device, need);
  }

  /** Devices as offers, with all their forecasts made at once. */
  Map<DeviceId, Offer> offers(Collection<Seat> seats, Instant now) {
    forecasts.prepare(seats.stream().map(seat -> seat.device().id()).toList(), now);
    Map<DeviceId, Offer> offers = new LinkedHashMap<>();
    seats.forEach(seat -> offers.put(seat.device().id(), offer(seat, now)));
    return offers;
  }

  /** A device as an offer. */
  Offer offer(Seat seat, Instant now) {
    DeviceId device = seat.device().id();
    return new Offer(
        seat.device(),
        seat.condition(),
        holdings(device),
        forecasts.outlook(device, now),
        seat.standing(),
        seat.backOffUntil(),
        seat.promises().record().alarm().caution(),
        held(seat));
  }

  private Offer bareOffer(Seat seat) {
    return new Offer(
        seat.device(),
        seat.condition(),
        List.of(),
        Nothing.KNOWN,
        seat.standing(),
        Optional.empty(),
        1,
        held(seat));
  }

  private static Set<String> held(Seat seat) {
    return seat.images().values().stream()
        .filter(state -> state.phase() == ImageState.Phase.HERE)
        .map(ImageState::digest)
        .collect(Collectors.toSet());
  }

  /** What lastingly hinders a device from running a job; empty when nothing does. */
  List<Veto> lasting(ActiveJob job, Seat seat) {
    return Eligibility.lasting(bare(job, 0, List.of()), bareOffer(seat));
  }

  private List<Holding> holdings(DeviceId device) {
    Map<JobId, List<LiveAttempt>> byJob = new LinkedHashMap<>();
    for (LiveAttempt attempt : board.attempts().of(device)) {
      if (attempt.state().isLive()) {
        byJob.computeIfAbsent(attempt.id().unit().job(), any -> new ArrayList<>()).add(attempt);
      }
    }
    List<Holding> holdings = new ArrayList<>();
    byJob.forEach(
        (job, attempts) ->
            board.job(job).ifPresent(active -> holdings.add(holding(device, active, attempts))));
    return holdings;
  }

  private Holding holding(DeviceId device, ActiveJob job, List<LiveAttempt> attempts) {
    Need need = job.job().spec().need();
    Duration least =
        attempts.stream()
            .map(LiveAttempt::active)
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    // However long a service ran, it has as much before it as at first.
    Duration ran = job.job().spec().isEndless() ? Duration.ZERO : least;
    Duration runtime = cautiousRuntime(job.job(), device);
    return new Holding(
        job.id(),
        attempts.size(),
        board.lanes(device, job.id()),
        need,
        Holding.left(runtime, ran, need.timeLimit()));
  }
}
