package io.idlegrid.coordinator.edge.live;

/** Hears the log of an attempt. Must return at once. */
@FunctionalInterface
public interface LogWatcher {

  /**
   * Takes new text.
   *
   * @param offset bytes of the log before it
   */
  void logged(long offset, String text);
}
