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
 */
public record Device(
    DeviceId id,
    String owner,
    String name,
    String keyHash,
    Instant joinedAt,
    Optional<DeviceFacts> facts,
    Duty duty,
    double risk) {

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

  /** Whether somebody still has to let it in. */
  public boolean isPending() {
    return duty == Duty.PENDING;
  }

  public Device withFacts(DeviceFacts newer) {
    return new Device(id, owner, newer.name(), keyHash, joinedAt, Optional.of(newer), duty, risk);
  }

  public Device withDuty(Duty wanted) {
    return new Device(id, owner, name, keyHash, joinedAt, facts, wanted, risk);
  }

  public Device withRisk(double accepted) {
    return new Device(id, owner, name, keyHash, joinedAt, facts, duty, accepted);
  }
}
