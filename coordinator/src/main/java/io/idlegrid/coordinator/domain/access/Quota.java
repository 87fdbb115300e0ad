package io.idlegrid.coordinator.domain.access;

import java.util.Optional;
import java.util.Set;

/**
 * What an account may use at most; an empty part is without limit.
 *
 * @param runningUnits units under way at the same time
 * @param storageBytes bytes uploaded and kept, and results of jobs
 * @param submissionsPerHour jobs submitted within an hour
 */
public record Quota(
    Optional<Long> runningUnits, Optional<Long> storageBytes, Optional<Long> submissionsPerHour) {

  public static final Quota UNLIMITED =
      new Quota(Optional.empty(), Optional.empty(), Optional.empty());

  /** Wide enough for honest work, and narrow enough that one account cannot fill a disk unseen. */
  static final Quota USUAL =
      new Quota(Optional.empty(), Optional.of(100L << 30), Optional.of(2_000L));

  public Quota {
    requireNotNegative(runningUnits);
    requireNotNegative(storageBytes);
    requireNotNegative(submissionsPerHour);
  }

  private static void requireNotNegative(Optional<Long> part) {
    if (part.map(value -> value < 0).orElse(false)) {
      throw new IllegalArgumentException("a quota cannot be " + part.get());
    }
  }

  /** The quota of an account for which none was set. */
  public static Quota usualFor(Set<Role> roles) {
    return roles.stream().anyMatch(role -> role.rank() >= Role.OPERATOR.rank()) ? UNLIMITED : USUAL;
  }
}
