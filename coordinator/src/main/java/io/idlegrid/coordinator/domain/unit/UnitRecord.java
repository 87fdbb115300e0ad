package io.idlegrid.coordinator.domain.unit;

import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.quorum.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a unit that is not simply ready or done at the first try. Durable, unlike
 * the attempts under way.
 *
 * @param verdict {@code OPEN} while undecided
 * @param failures attempts that ended by the unit's fault
 * @param faults attempts that ended by a device's fault, or could not be started there
 * @param losses leases that expired
 * @param past the latest attempts that did not decide it, oldest first
 * @param votes outputs so far, when several must agree
 * @param checkpoint SHA-256 of the archive to continue from
 * @param ran running time that lies behind the checkpoint, of all attempts that led to it; absent
 *     in rows from before this was kept
 */
public record UnitRecord(
    UnitId unit,
    Verdict verdict,
    int failures,
    int faults,
    int losses,
    List<PastAttempt> past,
    List<Vote> votes,
    Optional<String> checkpoint,
    @Nullable Duration ran) {

  /** A unit that no device can keep, or that no device finishes, must come to an end as well. */
  public static final int MOST_LOSSES = 20;

  public static final int MOST_FAULTS = 20;

  private static final int KEPT_ATTEMPTS = 20;
  private static final Duration FIRST_REST = Duration.ofMinutes(1);
  private static final Duration LONGEST_REST = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 4;

  public UnitRecord {
    past = List.copyOf(past);
    votes = List.copyOf(votes);
  }

  /** Whether a unit is decided. */
  public enum Verdict {
    OPEN,
    DONE,
    FAILED
  }

  public static UnitRecord of(UnitId unit) {
    return new UnitRecord(
        unit, Verdict.OPEN, 0, 0, 0, List.of(), List.of(), Optional.empty(), Duration.ZERO);
  }

  /** Running time that lies behind the checkpoint, which the next attempt has less. */
  public Duration behind() {
    return ran == null ? Duration.ZERO : ran;
  }

  /**
   * After an outcome without usable output.
   *
   * @param behind running time that lay behind what the attempt continued from
   */
  public UnitRecord afterBadEnd(
      DeviceId device,
      LeaseNumber lease,
      Outcome outcome,
      Duration behind,
      Policy policy,
      Instant at) {
    PastAttempt ended =
        new PastAttempt(
            device,
            lease,
            outcome.kind().name(),
            outcome.exitCode(),
            outcome.detail(),
            outcome.log(),
            at);
    return switch (outcome.kind().blame()) {
      case UNIT -> counted(1, 0, 0, ended, policy);
      case JOB, DEVICE -> counted(0, 1, 0, ended, policy);
      case NOBODY ->
          counted(0, 0, 0, ended, policy)
              .continuingFrom(outcome.checkpoint(), RunningTime.after(behind, outcome.active()));
    };
  }

  /** After a lease that expired. */
  public UnitRecord afterLoss(DeviceId device, LeaseNumber lease, Policy policy, Instant at) {
    PastAttempt lost =
        new PastAttempt(
            device,
            lease,
            EndedAttempt.LOST,
            Optional.empty(),
            "no sign of life",
            Optional.empty(),
            at);
    return counted(0, 0, 1, lost, policy);
  }

  /** After an output that must be compared with others. */
  public UnitRecord withVote(Vote vote) {
    List<Vote> more = new ArrayList<>(votes);
    more.add(vote);
    return new UnitRecord(unit, verdict, failures, faults, losses, past, more, checkpoint, ran);
  }

  /** Decided for good. */
  public UnitRecord as(Verdict end) {
    return new UnitRecord(unit, end, failures, faults, losses, past, votes, checkpoint, ran);
  }

  /**
   * Open again with all its tries and its whole time, after it had failed for good; what was tried
   * is remembered.
   */
  public UnitRecord again() {
    return new UnitRecord(unit, Verdict.OPEN, 0, 0, 0, past, List.of(), checkpoint, Duration.ZERO);
  }

  /** Whether it may be tried at all, though it has no tries left: it rests in between. */
  public UnitRecord tireless() {
    return verdict == Verdict.FAILED ? as(Verdict.OPEN) : this;
  }

  /**
   * Until when a unit that is tried again and again should be left alone; empty while it has tries
   * left. Longer after each further end, a quarter of an hour at most.
   */
  public Optional<Instant> restsUntil(Policy policy) {
    int beyond =
        Math.max(failures - policy.retries(), Math.max(faults - MOST_FAULTS, losses - MOST_LOSSES));
    if (beyond <= 0 || past.isEmpty()) {
      return Optional.empty();
    }
    Duration rest = FIRST_REST.multipliedBy(1L << Math.min(beyond - 1, MOST_DOUBLINGS));
    Duration bounded = rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    return Optional.of(past.get(past.size() - 1).at().plus(bounded));
  }

  /** With all its tries, whatever was before. */
  public UnitRecord rested() {
    return new UnitRecord(unit, verdict, 0, 0, 0, past, votes, checkpoint, ran);
  }

  /** Whether a device has already given its output for this unit. */
  public boolean hasVoteOf(DeviceId device) {
    return votes.stream().anyMatch(vote -> vote.device().equals(device));
  }

  /** Whether an attempt on a device ended badly, by the unit's or the device's fault. */
  public boolean endedBadlyOn(DeviceId device) {
    return past.stream()
        .anyMatch(attempt -> attempt.device().equals(device) && !isNobodysFault(attempt.end()));
  }

  private static boolean isNobodysFault(String end) {
    return end.equals(Outcome.Kind.RETURNED.name()) || end.equals(Outcome.Kind.CHECKPOINTED.name());
  }

  private UnitRecord counted(int failed, int faulted, int lost, PastAttempt ended, Policy policy) {
    List<PastAttempt> kept = new ArrayList<>(past);
    kept.add(ended);
    if (kept.size() > KEPT_ATTEMPTS) {
      kept.remove(0);
    }
    boolean isExhausted =
        failures + failed > policy.retries()
            || faults + faulted > MOST_FAULTS
            || losses + lost > MOST_LOSSES;
    return new UnitRecord(
        unit,
        verdict == Verdict.OPEN && isExhausted ? Verdict.FAILED : verdict,
        failures + failed,
        faults + faulted,
        losses + lost,
        kept,
        votes,
        checkpoint,
        ran);
  }

  private UnitRecord continuingFrom(Optional<String> newer, Duration behind) {
    return newer.isEmpty()
        ? this
        : new UnitRecord(unit, verdict, failures, faults, losses, past, votes, newer, behind);
  }
}
