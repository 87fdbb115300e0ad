package io.idlegrid.client;

/** Hears what is uploaded before a job is submitted, for a progress bar. */
@FunctionalInterface
public interface UploadListener {

  /** Hears nothing. */
  UploadListener NONE = (what, done, total) -> {};

  /**
   * Hears about progress.
   *
   * @param what a path, as the user knows it
   * @param doneBytes of it that are there
   * @param totalBytes of it
   */
  void uploading(String what, long doneBytes, long totalBytes);
}
