package io.idlegrid.coordinator.domain.fleet;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What stays of a device that was removed. Durable: its key, which somebody may have stolen, is
 * known for what it is for ever, and what it did counts for its owner.
 *
 * @param keyHash SHA-256 of the key that opens nothing any more
 * @param at when it was removed
 * @param by account that removed it
 */
public record RemovedDevice(
    DeviceId id,
    String owner,
    String name,
    String keyHash,
    Instant joinedAt,
    Instant at,
    String by) {

  /** What is left of a device. */
  public static RemovedDevice of(Device device, Instant at, String by) {
    return new RemovedDevice(
        device.id(), device.owner(), device.name(), device.keyHash(), device.joinedAt(), at, by);
  }

  /** What happened to it, in words. */
  public String fate() {
    return "was removed from the grid at %s by %s"
        .formatted(at.truncatedTo(ChronoUnit.SECONDS), by);
  }
}
