package io.idlegrid.worker.loop;

import io.idlegrid.protocol.device.Harm;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.MirrorState;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage.Declined;
import io.idlegrid.protocol.link.WorkerMessage.LogPiece;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.protocol.link.WorkerMessage.RunningAttempt;
import io.idlegrid.worker.domain.group.ServiceReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be told, and when: regularly, and soon after something that somebody waits for. */
final class Reports {

  /** Ten minutes of samples; a longer silence leaves a gap in the history. */
  private static final int MOST_SAMPLES = 300;

  private static final int MOST_OUTCOMES = 256;
  private static final int MOST_LOG_PIECES = 200;

  private final AgentRules rules;
  private final Deque<LoadSample> samples = new ArrayDeque<>();
  private final List<LeaseRef> accepted = new ArrayList<>();
  private final List<Declined> declined = new ArrayList<>();
  private final Deque<LogPiece> logs = new ArrayDeque<>();
  private final Map<LeaseRef, Instant> sentOutcomes = new HashMap<>();
  private final Map<Long, Sent> unanswered = new LinkedHashMap<>();
  private Availability guard = new Availability(Availability.AVAILABLE, "");
  private Event.@Nullable Measured measured;
  private Duration interval;
  private long sequence;
  private long leaseMillis;
  private Instant nextRegular = Instant.MIN;
  private @Nullable Instant nextSoon;
  private List<ImageState> images = List.of();
  private final Map<LeaseRef, List<ServiceReport>> services = new HashMap<>();
  private boolean areImagesNew = true;
  private @Nullable MirrorState mirror;
  private boolean isMirrorNew;
  private Harm harm = new Harm(0, List.of());
  private Harm toldHarm = harm;

  private record Sent(Instant at, List<LeaseRef> listed) {}

  Reports(AgentRules rules) {
    this.rules = rules;
    this.interval = rules.report();
  }

  void connected() {
    unanswered.clear();
    sentOutcomes.clear();
    accepted.clear();
    declined.clear();
    logs.clear();
    nextRegular = Instant.MIN;
    areImagesNew = true;
    isMirrorNew = true;
    toldHarm = new Harm(0, List.of());
  }

  /** The services of a group changed; whoever waits for them sees it soon. */
  void services(Event.Services changed) {
    services.put(changed.lease(), changed.services());
    hurry();
  }

  private @Nullable List<RunningAttempt.Service> services(LeaseRef lease) {
    List<ServiceReport> known = services.get(lease);
    return known == null
        ? null
        : known.stream()
            .map(
                each ->
                    new RunningAttempt.Service(
                        each.name(),
                        each.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        each.restarts(),
                        each.detail()))
            .toList();
  }

  /** Images came, went or moved on; who waits for one hears of its end at once. */
  void images(List<ImageState> newer) {
    if (!settled(newer).equals(settled(images))) {
      hurry();
    }
    images = List.copyOf(newer);
    areImagesNew = true;
  }

  /** Told with the next report; nobody waits for it. */
  void mirrored(MirrorState newer) {
    mirror = newer;
    isMirrorNew = true;
  }

  /** Told with the next report; nobody waits for it. */
  void harmed(Harm newer) {
    harm = newer;
  }

  private @Nullable Harm harmToTell() {
    List<Harm.Day> changed =
        harm.days().stream().filter(day -> !toldHarm.days().contains(day)).toList();
    toldHarm = harm;
    return changed.isEmpty() ? null : new Harm(harm.zoneSeconds(), changed);
  }

  private static List<ImageState> settled(List<ImageState> states) {
    return states.stream().filter(state -> state.total() == 0).toList();
  }

  /** What the coordinator wants of this connection. */
  void agreed(Duration newInterval, long newLeaseMillis) {
    interval = newInterval;
    leaseMillis = newLeaseMillis;
  }

  /** How often one is due at least. */
  Duration interval() {
    return interval;
  }

  void loaded(LoadSample sample) {
    samples.addLast(measured == null ? sample : withMemory(sample, measured.hostMemory()));
    if (samples.size() > MOST_SAMPLES) {
      samples.removeFirst();
    }
  }

  /** Memory is looked at less often than the load; a sample tells what was seen last. */
  private static LoadSample withMemory(LoadSample sample, double percent) {
    return new LoadSample(sample.end(), sample.spanMillis(), sample.host(), sample.own(), percent);
  }

  void measured(Event.Measured newer) {
    measured = newer;
  }

  void guarded(Availability newer) {
    if (!newer.lending().equals(guard.lending())) {
      hurry();
    }
    guard = newer;
  }

  Availability guard() {
    return guard;
  }

  Optional<Room> room() {
    return Optional.ofNullable(measured).map(Event.Measured::room);
  }

  void accepted(LeaseRef lease) {
    accepted.add(lease);
  }

  void declined(LeaseRef lease, String reason) {
    declined.add(new Declined(lease, reason));
    hurry();
  }

  void logged(Event.Logged logged) {
    logs.addLast(new LogPiece(logged.lease(), logged.offset(), logged.text()));
    if (logs.size() > MOST_LOG_PIECES) {
      logs.removeFirst();
    }
    hurry();
  }

  /** An outcome is there; others may follow within moments and share its message. */
  void outcomeAt(Instant now) {
    soon(now.plus(rules.gather()));
  }

  /** Something should be told with the next event. */
  void hurry() {
    nextSoon = Instant.MIN;
  }

  /** The coordinator has read a report: what it listed is leased anew, counted from its sending. */
  void answered(long answered, HeldAttempts held) {
    Sent sent = unanswered.remove(answered);
    if (sent != null && leaseMillis > 0) {
      held.renew(sent.listed(), sent.at().plusMillis(leaseMillis));
    }
    unanswered.keySet().removeIf(older -> older < answered);
  }

  /** The report to send now, if one is due. */
  Optional<Report> due(HeldAttempts held, Availability lending, Instant now) {
    boolean isSoon = nextSoon != null && !now.isBefore(nextSoon);
    if (measured == null || !(isSoon || !now.isBefore(nextRegular))) {
      return Optional.empty();
    }
    Report report = report(held, lending, measured, now);
    nextSoon = hasMore(held, now) ? now : null;
    nextRegular = now.plus(interval);
    return Optional.of(report);
  }

  private Report report(
      HeldAttempts held, Availability lending, Event.Measured state, Instant now) {
    List<RunningAttempt> running =
        held.all().stream()
            .filter(attempt -> !attempt.isFinished())
            .map(
                attempt ->
                    new RunningAttempt(
                        attempt.lease(),
                        attempt.phase(),
                        attempt.activeMillis(),
                        attempt.cpuMillis(),
                        services(attempt.lease())))
            .toList();
    services.keySet().removeIf(lease -> !held.holds(lease));
    sequence++;
    unanswered.put(sequence, new Sent(now, running.stream().map(RunningAttempt::lease).toList()));
    Report report =
        new Report(
            sequence,
            new Telemetry(
                now,
                List.copyOf(samples),
                state.memoryAvailableBytes(),
                state.diskFreeBytes(),
                state.temperature(),
                lending,
                state.terms()),
            accepted,
            declined,
            running,
            outcomes(held, now),
            List.copyOf(logs),
            state.room(),
            areImagesNew ? images : null,
            harmToTell(),
            isMirrorNew ? mirror : null);
    areImagesNew = false;
    isMirrorNew = false;
    samples.clear();
    accepted.clear();
    declined.clear();
    logs.clear();
    return report;
  }

  private List<AttemptOutcome> outcomes(HeldAttempts held, Instant now) {
    List<AttemptOutcome> due = new ArrayList<>();
    for (Held attempt : held.all()) {
      if (due.size() < MOST_OUTCOMES && attempt.outcome() != null && isToSend(attempt, now)) {
        due.add(attempt.outcome());
        sentOutcomes.put(attempt.lease(), now);
      }
    }
    sentOutcomes.keySet().removeIf(lease -> !held.holds(lease));
    return due;
  }

  private boolean hasMore(HeldAttempts held, Instant now) {
    return held.all().stream().anyMatch(attempt -> attempt.isFinished() && isToSend(attempt, now));
  }

  private boolean isToSend(Held attempt, Instant now) {
    Instant sent = sentOutcomes.get(attempt.lease());
    return sent == null || now.isAfter(sent.plus(rules.repeat()));
  }

  private void soon(Instant at) {
    if (nextSoon == null || at.isBefore(nextSoon)) {
      nextSoon = at;
    }
  }
}
