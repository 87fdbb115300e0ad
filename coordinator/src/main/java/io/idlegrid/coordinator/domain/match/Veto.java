package io.idlegrid.coordinator.domain.match;

/**
 * A named reason why a unit cannot go to a device.
 *
 * @param reason stable name, for counting
 * @param detail with values, for people: {@code headroom 12 % < 50 % within 5 min}
 */
public record Veto(Reason reason, String detail) {

  /** Every reason there is. */
  public enum Reason {
    /** The account has as many units under way as it may. */
    QUOTA,
    /** The job names a device that is in the grid no more. */
    REMOVED,
    OFFLINE,
    /** Nobody has approved the device yet. */
    PENDING,
    PAUSED,
    DRAINING,
    SUSPENDED,
    NOT_NAMED,
    WHERE,
    ENGINE,
    ARCHITECTURE,
    JAVA,
    NETWORK,
    MEMORY,
    DISK,
    CPU,
    /** Beyond what forecasts reach, only units that keep checkpoints run. */
    TOO_LONG,
    BUSY,
    FORECAST,
    PROBATION,
    TRIED_HERE,
    VOTED_HERE,
    UNFIT,
    BACK_OFF;

    /** Whether only another device or another job file could change it. */
    public boolean isLasting() {
      return switch (this) {
        case REMOVED,
            NOT_NAMED,
            WHERE,
            ENGINE,
            ARCHITECTURE,
            JAVA,
            NETWORK,
            MEMORY,
            DISK,
            CPU,
            TOO_LONG ->
            true;
        case QUOTA,
            OFFLINE,
            PENDING,
            PAUSED,
            DRAINING,
            SUSPENDED,
            BUSY,
            FORECAST,
            PROBATION,
            TRIED_HERE,
            VOTED_HERE,
            UNFIT,
            BACK_OFF ->
            false;
      };
    }
  }
}
