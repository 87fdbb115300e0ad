package io.idlegrid.coordinator.flow.port;

/** A durable number that only grows. */
public record Counter(long value) {

  /** Key of the counter from which block epochs are taken. */
  public static final String EPOCH = "epoch";

  /** Key of the counter that is raised by every coordinator that starts on the data. */
  public static final String TERM = "term";

  public static final Counter ZERO = new Counter(0);
}
