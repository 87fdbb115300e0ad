package io.idlegrid.coordinator.domain.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A device that joined. Durable.
 *
 * @param owner account that contributes it
 * @param keyHash SHA-256 of its device key, lower-case hex
 * @param facts from its latest hello; absent before the first
 * @param duty what the operator or owner wants of it
 * @param risk most that its operator lets a unit risk to meet the owner's load, as a probability;
 *     the owner may ask for less
 * @param hours when its owner lends it; always where they are absent
 * @param pausedUntil when a pause ends by itself, if it does
 */
public record Device(
    DeviceId id,
    String owner,
    String name,
    String keyHash,
    Instant joinedAt,
    Optional<DeviceFacts> facts,
    Duty duty,
    double risk,
    Optional<LendingHours> hours,
    Optional<Instant> pausedUntil) {

  /** Conflicts that an owner accepts unless told otherwise. */
  public static final double DEFAULT_RISK = 0.01;

  /** What is wanted of a device. */
  public enum Duty {
    LEND,
    /** Finish what runs, take nothing new. */
    DRAIN,
    /** Stop what runs, take nothing new. */
    PAUSE,
    /** Nothing: nobody has approved it yet. */
    PENDING
  }

  /** Lent at all hours, and told for good. */
  public Device(
      DeviceId id,
      String owner,
      String name,
      String keyHash,
      Instant joinedAt,
      Optional<DeviceFacts> facts,
      Duty duty,
      double risk) {
    this(id, owner, name, keyHash, joinedAt, facts, duty, risk, Optional.empty(), Optional.empty());
  }

  /** What is wanted of it then: outside its hours it pauses. */
  public Duty dutyAt(Instant now) {
    return duty == Duty.LEND && isOutsideHours(now) ? Duty.PAUSE : duty;
  }

  /** Whether its owner does not lend it then. */
  public boolean isOutsideHours(Instant now) {
    return hours.map(each -> !each.contain(now)).orElse(false);
  }

  /** Whether somebody still has to let it in. */
  public boolean isPending() {
    return duty == Duty.PENDING;
  }

  public Device withFacts(DeviceFacts newer) {
    return new Device(
        id,
        owner,
        newer.name(),
        keyHash,
        joinedAt,
        Optional.of(newer),
        duty,
        risk,
        hours,
        pausedUntil);
  }

  public Device withDuty(Duty wanted) {
    return new Device(
        id, owner, name, keyHash, joinedAt, facts, wanted, risk, hours, Optional.empty());
  }

  /** Paused until then. */
  public Device paused(Instant until) {
    return new Device(
        id, owner, name, keyHash, joinedAt, facts, Duty.PAUSE, risk, hours, Optional.of(until));
  }

  /** Whether a pause that ends by itself has ended. */
  public boolean isPauseOver(Instant now) {
    return pausedUntil.map(until -> !now.isBefore(until)).orElse(false);
  }

  public Device withRisk(double accepted) {
    return new Device(
        id, owner, name, keyHash, joinedAt, facts, duty, accepted, hours, pausedUntil);
  }

  public Device withHours(Optional<LendingHours> lent) {
    return new Device(id, owner, name, keyHash, joinedAt, facts, duty, risk, lent, pausedUntil);
  }
}
