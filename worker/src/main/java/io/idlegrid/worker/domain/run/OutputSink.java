package io.idlegrid.worker.domain.run;

/**
 * Takes a unit's standard output and error as they come. Called by one thread per channel; while it
 * does not return, that channel of the unit waits, which is how a flood is held back. It bounds
 * what it keeps.
 */
@FunctionalInterface
public interface OutputSink {

  /**
   * @param bytes of the caller's; to be copied or used up before returning
   * @param length how many of them count, from the first
   */
  void write(Channel channel, byte[] bytes, int length);

  /** Which stream the unit wrote to. */
  enum Channel {
    OUTPUT,
    ERROR
  }
}
