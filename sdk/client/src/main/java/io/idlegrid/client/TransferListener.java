package io.idlegrid.client;

/** Hears how far an upload or download is. */
@FunctionalInterface
public interface TransferListener {

  /** Hears nothing. */
  TransferListener NONE = (done, total) -> {};

  /**
   * Hears about progress, in the thread that transfers.
   *
   * @param doneBytes bytes that are there, whoever brought them
   * @param totalBytes bytes of the whole; -1 while unknown
   */
  void moved(long doneBytes, long totalBytes);
}
