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
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what workers say. A device may be broken or hostile: whatever does not make sense is
 * refused with an {@link IllegalArgumentException} that says what, or cut to its bound.
 */
public final class FromWorker {

  private static final int MOST_LOG_CHARACTERS = 64 * 1024;
  private static final int MOST_DETAIL_CHARACTERS = 2_000;
  private static final int MOST_OUTPUTS = 10_000;
  private static final Duration LONGEST_SPAN = Duration.ofMinutes(5);

  private FromWorker() {}

  /** Reads a hello. */
  public static Hello hello(WorkerMessage.Hello hello) {
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
  public static Report report(WorkerMessage.Report report, Instant received) {
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
                        Duration.ofMillis(Math.max(0, running.activeMillis()))))
            .toList(),
        report.outcomes().stream()
            .map(end -> new Report.Finished(attempt(end.lease()), end.mac(), outcome(end)))
            .toList(),
        report.logs().stream()
            .map(
                log ->
                    new Report.Logged(
                        attempt(log.lease()), log.offset(), cut(log.text(), MOST_LOG_CHARACTERS)))
            .toList());
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
        device.cores(),
        device.memoryBytes(),
        device.lendableMemoryBytes(),
        device.lendableDiskBytes(),
        device.lendableCpuPercent(),
        device.engines().stream()
            .map(
                engine ->
                    new EngineFact(
                        engine.name(), engine.version(), Optional.ofNullable(engine.degraded())))
            .toList(),
        Optional.ofNullable(device.java()),
        device.labels(),
        device.sensors(),
        Optional.ofNullable(device.location())
            .map(place -> new Place(place.latitude(), place.longitude())),
        device.networkAllowed(),
        device.warnings());
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
                    newest.map(LoadSample::host).orElse(Double.NaN),
                    newest.map(LoadSample::own).orElse(Double.NaN),
                    state.memoryAvailableBytes(),
                    state.diskFreeBytes(),
                    Optional.ofNullable(state.temperature()),
                    lending(state.state().lending()),
                    cut(state.state().reason(), 200),
                    new Condition.Room(
                        room.cpuCores(), room.memoryBytes(), room.diskBytes(), room.queue())));
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
        .filter(sample -> sample.spanMillis() > 0)
        .filter(sample -> Duration.ofMillis(sample.spanMillis()).compareTo(LONGEST_SPAN) <= 0)
        .map(
            sample ->
                new Load(
                    sample.end().plus(off), Duration.ofMillis(sample.spanMillis()), sample.host()))
        .sorted(Comparator.comparing(Load::end))
        .toList();
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

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
