package io.idlegrid.coordinator.domain.credit;

/**
 * A device's record: what it earned and how far it is trusted.
 *
 * @param creditSeconds CPU seconds of validated work
 * @param validated outputs that counted
 * @param dissented outputs that a quorum overruled
 * @param probation agreeing outputs still to give before its word alone counts again
 * @param attempts that ended, whatever came of them
 */
public record Standing(
    double creditSeconds, long validated, long dissented, int probation, long attempts) {

  /** Agreeing outputs that a device owes after one that a quorum overruled. */
  public static final int PROBATION = 10;

  public static final Standing NEW = new Standing(0, 0, 0, 0, 0);

  /** After an output that counted. */
  public Standing validated(double cpuSeconds, boolean wasCompared) {
    return new Standing(
        creditSeconds + cpuSeconds,
        validated + 1,
        dissented,
        wasCompared ? Math.max(0, probation - 1) : probation,
        attempts);
  }

  /** After an output that a quorum overruled. */
  public Standing overruled() {
    return new Standing(creditSeconds, validated, dissented + 1, PROBATION, attempts);
  }

  /** After an attempt, whatever came of it. */
  public Standing attempted() {
    return new Standing(creditSeconds, validated, dissented, probation, attempts + 1);
  }

  /** Whether its output counts without being compared. */
  public boolean isTrusted() {
    return probation == 0;
  }
}
