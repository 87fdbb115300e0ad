package io.idlegrid.coordinator.flow.port;

import java.time.Instant;

/**
 * A blob that was given a name, to be used by several jobs.
 *
 * @param name unique within the account
 * @param kind what it is good for
 */
public record NamedArtifact(
    String account, String name, Kind kind, String sha256, long size, Instant at) {

  /** What a blob is good for. */
  public enum Kind {
    /** A tar, tar.gz or zip that is unpacked for units. */
    ARCHIVE,
    /** A single file. */
    FILE,
    /** A list of files, see the protocol's Dataset. */
    DATASET
  }

  /** Key of an artifact's row. */
  public static String key(String account, String name) {
    return account + "/" + name;
  }
}
