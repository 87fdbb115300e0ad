package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Outcome.LogTail;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Condition.Lending;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.EngineFact;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts.Place;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceState;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.protocol.link.WorkerMessage.RunningAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what workers say. A device may be broken or hostile: whatever does not make sense is
 * refused with an {@link IllegalArgumentException} that says what, or cut to its bound.
 */
public final class FromWorker {

  private static final int MOST_LOG_CHARACTERS = 64 * 1024;
  private static final int MOST_DETAIL_CHARACTERS = 2_000;
  private static final int MOST_OUTPUTS = 10_000;
  private static final int MOST_ENTRIES = 200;
  private static final int MOST_STALE = 1_000;
  private static final int MOST_IMAGES = 5_000;
  private static final int MOST_CORES = 4_096;
  private static final int MOST_QUEUE = 10_000;
  private static final long MOST_BYTES = 1L << 60;
  private static final Duration OLDEST_LOAD = Duration.ofDays(31);
  private static final Duration SHORTEST_SPAN = Duration.ofMillis(500);
  private static final Duration LONGEST_SPAN = Duration.ofMinutes(5);

  private FromWorker() {}

  /** Reads a hello. */
  public static Hello hello(WorkerMessage.Hello message) {
    WorkerMessage.Hello hello = Whole.require(message);
    return new Hello(
        facts(hello.capabilities()),
        hello.held().stream()
            .map(held -> new Hello.Held(attempt(held.lease()), held.mac(), held.finished()))
            .toList());
  }

  /**
   * Reads a report.
   *
   * @param received by our clock; the device's own clock is not trusted, only its distances
   */
  public static Report report(WorkerMessage.Report message, Instant received) {
    WorkerMessage.Report report = Whole.require(message);
    Optional<Telemetry> telemetry = Optional.ofNullable(report.telemetry());
    return new Report(
        report.sequence(),
        telemetry.flatMap(state -> condition(state, report, received)),
        telemetry.map(state -> load(state, received)).orElse(List.of()),
        report.accepted().stream().map(FromWorker::attempt).toList(),
        report.declined().stream()
            .map(declined -> new Report.Declined(attempt(declined.lease()), declined.reason()))
            .toList(),
        report.running().stream()
            .map(
                running ->
                    new Report.Running(
                        attempt(running.lease()),
                        cut(running.phase(), 20),
                        Duration.ofMillis(Math.max(0, running.activeMillis())),
                        services(running.services())))
            .toList(),
        report.outcomes().stream()
            .map(end -> new Report.Finished(attempt(end.lease()), end.mac(), outcome(end)))
            .toList(),
        report.logs().stream()
            .map(
                log ->
                    new Report.Logged(
                        attempt(log.lease()), log.offset(), cut(log.text(), MOST_LOG_CHARACTERS)))
            .toList(),
        Optional.ofNullable(report.images()).map(FromWorker::images),
        Optional.ofNullable(report.harm()).map(harm -> HarmFromWorker.read(harm, received)),
        Optional.ofNullable(report.mirror()).map(FromWorker::mirror));
  }

  private static MirrorState mirror(io.idlegrid.protocol.image.MirrorState state) {
    return new MirrorState(
        cut(state.registry(), 300),
        Math.max(0, Math.min(MOST_STALE, state.stale())),
        cut(state.problem(), 500),
        Optional.ofNullable(state.checkedAt()));
  }

  private static List<ServiceState> services(@Nullable List<RunningAttempt.Service> states) {
    return Optional.ofNullable(states).orElse(List.of()).stream()
        .limit(ServiceGroup.MOST_SERVICES)
        .map(
            state ->
                new ServiceState(
                    cut(state.name(), 31),
                    cut(state.state(), 20),
                    Math.max(0, state.restarts()),
                    cut(state.detail(), 500)))
        .toList();
  }

  private static List<ImageState> images(List<io.idlegrid.protocol.image.ImageState> states) {
    return states.stream()
        .limit(MOST_IMAGES)
        .map(
            state ->
                new ImageState(
                    cut(state.digest(), 64),
                    phase(state.state()),
                    cut(state.detail(), 500),
                    Math.max(0, state.done()),
                    Math.max(0, state.total()),
                    reason(state)))
        .toList();
  }

  /** A worker may be older than a word, or newer than what is known here. */
  private static ImageState.Reason reason(io.idlegrid.protocol.image.ImageState state) {
    ImageState.Phase phase = phase(state.state());
    if (phase == ImageState.Phase.HERE || phase == ImageState.Phase.FETCHING) {
      return ImageState.Reason.NONE;
    }
    for (ImageState.Reason reason : ImageState.Reason.values()) {
      if (reason.name().toLowerCase(Locale.ROOT).equals(state.reason())) {
        return reason;
      }
    }
    return phase == ImageState.Phase.WAITING ? ImageState.Reason.BUSY : ImageState.Reason.DEVICE;
  }

  private static ImageState.Phase phase(String word) {
    for (ImageState.Phase phase : ImageState.Phase.values()) {
      if (phase.name().toLowerCase(Locale.ROOT).equals(word)) {
        return phase;
      }
    }
    throw new IllegalArgumentException("an image cannot be '" + word + "'");
  }

  /** Reads the name of an attempt. */
  public static AttemptId attempt(LeaseRef lease) {
    return new AttemptId(
        new UnitId(new JobId(lease.job()), lease.unit()),
        new LeaseNumber(lease.epoch(), lease.counter()));
  }

  private static DeviceFacts facts(Capabilities device) {
    return new DeviceFacts(
        cut(device.name(), 100),
        cut(device.arch(), 20),
        cut(device.os(), 100),
        within("cores", device.cores(), 1, MOST_CORES),
        positive(device.memoryBytes()),
        positive(device.lendableMemoryBytes()),
        positive(device.lendableDiskBytes()),
        Double.isNaN(device.lendableCpuPercent()) ? 0 : percent(device.lendableCpuPercent()),
        device.engines().stream()
            .limit(MOST_ENTRIES)
            .map(
                engine ->
                    new EngineFact(
                        cut(engine.name(), 20),
                        cut(engine.version(), 100),
                        Optional.ofNullable(engine.degraded()).map(text -> cut(text, 500)),
                        engine.images(),
                        engine.groups()))
            .toList(),
        Optional.ofNullable(device.java()),
        labels(device.labels()),
        device.sensors().stream().limit(MOST_ENTRIES).map(text -> cut(text, 100)).toList(),
        Optional.ofNullable(device.location()).flatMap(FromWorker::place),
        device.networkAllowed(),
        device.warnings().stream().limit(MOST_ENTRIES).map(text -> cut(text, 500)).toList(),
        Optional.ofNullable(device.hardware()).map(HardwareFromWorker::read),
        positive(device.imageBytes()));
  }

  private static Map<String, String> labels(Map<String, String> labels) {
    Map<String, String> bounded = new TreeMap<>();
    labels.entrySet().stream()
        .limit(MOST_ENTRIES)
        .forEach(label -> bounded.put(cut(label.getKey(), 100), cut(label.getValue(), 200)));
    return bounded;
  }

  private static Optional<Place> place(Capabilities.Location place) {
    boolean isOnEarth = Math.abs(place.latitude()) <= 90 && Math.abs(place.longitude()) <= 180;
    return isOnEarth
        ? Optional.of(new Place(place.latitude(), place.longitude()))
        : Optional.empty();
  }

  private static Optional<Condition> condition(
      Telemetry state, WorkerMessage.Report report, Instant received) {
    Optional<LoadSample> newest =
        state.load().isEmpty()
            ? Optional.empty()
            : Optional.of(state.load().get(state.load().size() - 1));
    return Optional.ofNullable(report.room())
        .map(
            room ->
                new Condition(
                    received,
                    newest.map(LoadSample::host).map(FromWorker::percent).orElse(Double.NaN),
                    newest.map(LoadSample::own).map(FromWorker::percent).orElse(Double.NaN),
                    positive(state.memoryAvailableBytes()),
                    positive(state.diskFreeBytes()),
                    Optional.ofNullable(state.temperature()).filter(Double::isFinite),
                    lending(state.state().lending()),
                    cut(state.state().reason(), 200),
                    new Condition.Room(
                        Math.max(0, Math.min(MOST_CORES, room.cpuCores())),
                        positive(room.memoryBytes()),
                        positive(room.diskBytes()),
                        Math.max(0, Math.min(MOST_QUEUE, room.queue()))),
                    Optional.ofNullable(state.terms())
                        .map(FromWorker::terms)
                        .orElse(Condition.Terms.USUAL)));
  }

  /** A risk that cannot be is none that was asked for. */
  private static Condition.Terms terms(Telemetry.Terms terms) {
    return new Condition.Terms(
        Optional.ofNullable(terms.risk()).filter(risk -> risk > 0 && risk < 1),
        positive(terms.memoryReserveBytes()));
  }

  private static Lending lending(String word) {
    for (Lending lending : Lending.values()) {
      if (lending.name().toLowerCase(Locale.ROOT).equals(word)) {
        return lending;
      }
    }
    throw new IllegalArgumentException("a device cannot be '" + word + "'");
  }

  /** The device's clock may be wrong by any amount: samples are moved by what it is off now. */
  private static List<Load> load(Telemetry state, Instant received) {
    Duration off = Duration.between(state.at(), received);
    return state.load().stream()
        .filter(sample -> isSpan(Duration.ofMillis(sample.spanMillis())))
        .map(
            sample ->
                new Load(
                    sample.end().plus(off),
                    Duration.ofMillis(sample.spanMillis()),
                    sample.host(),
                    sample.own(),
                    Optional.ofNullable(sample.memory()).orElse(Double.NaN)))
        .filter(load -> load.end().isAfter(received.minus(OLDEST_LOAD)))
        .sorted(Comparator.comparing(Load::end))
        .toList();
  }

  private static boolean isSpan(Duration span) {
    return span.compareTo(SHORTEST_SPAN) >= 0 && span.compareTo(LONGEST_SPAN) <= 0;
  }

  private static Outcome outcome(AttemptOutcome end) {
    if (end.outputs().size() > MOST_OUTPUTS) {
      return fault(end, "it reported %d output files".formatted(end.outputs().size()));
    }
    Optional<String> unsound =
        end.outputs().stream().map(OutputCheck::problem).flatMap(Optional::stream).findFirst();
    if (unsound.isPresent()) {
      return fault(end, unsound.get());
    }
    return new Outcome(
        Outcome.Kind.valueOf(end.kind().name()),
        Optional.ofNullable(end.exitCode()),
        cut(Optional.ofNullable(end.detail()).orElse(""), MOST_DETAIL_CHARACTERS),
        end.outputs().stream()
            .map(FromWorker::output)
            .sorted(Comparator.comparing(Output::path))
            .toList(),
        log(end),
        Optional.ofNullable(end.checkpoint()).filter(OutputCheck::isSha256),
        Duration.ofMillis(Math.max(0, end.activeMillis())),
        Duration.ofMillis(Math.max(0, end.cpuMillis())),
        end.startedAtMillis() != null);
  }

  private static Outcome fault(AttemptOutcome end, String why) {
    return new Outcome(
        Outcome.Kind.DEVICE_FAULT,
        Optional.ofNullable(end.exitCode()),
        why,
        List.of(),
        log(end),
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO,
        end.startedAtMillis() != null);
  }

  private static Output output(OutputFile file) {
    return new Output(file.path(), file.size(), file.sha256(), Optional.ofNullable(file.inline()));
  }

  private static Optional<LogTail> log(AttemptOutcome end) {
    return Optional.ofNullable(end.log())
        .map(
            log -> {
              String kept = log.text();
              int over = Math.max(0, kept.length() - MOST_LOG_CHARACTERS);
              return new LogTail(kept.substring(over), log.droppedBytes() + over);
            });
  }

  private static int within(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, not %d".formatted(what, least, most, value));
    }
    return value;
  }

  private static long positive(long bytes) {
    return Math.max(0, Math.min(MOST_BYTES, bytes));
  }

  /** Not a number stays one: it means unknown. */
  private static double percent(double percent) {
    return Math.max(0, Math.min(100, percent));
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
