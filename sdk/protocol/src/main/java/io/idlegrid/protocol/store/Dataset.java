package io.idlegrid.protocol.store;

import java.util.List;

/**
 * A list of files as a blob of its own, so that data uploaded once is reused.
 *
 * @param version {@value #VERSION}
 * @param files in the order in which they become units
 */
public record Dataset(int version, List<Entry> files) {

  public static final int VERSION = 1;

  /**
   * A file of the data set.
   *
   * @param name relative path with forward slashes
   * @param sha256 of its contents, which are a blob
   */
  public record Entry(String name, long size, String sha256) {}
}
