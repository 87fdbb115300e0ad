package io.idlegrid.coordinator.flow.port;

/** A durable number that only grows. */
public record Counter(long value) {

  /** Key of the counter from which block epochs are taken. */
  public static final String EPOCH = "epoch";

  /** Key of the counter that is raised by every coordinator that starts on the data. */
  public static final String TERM = "term";

  /** Key of the counter that is the sequence of the newest entry of the audit log. */
  public static final String AUDIT = "audit";

  public static final Counter ZERO = new Counter(0);
}
