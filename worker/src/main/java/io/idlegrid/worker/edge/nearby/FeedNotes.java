package io.idlegrid.worker.edge.nearby;

import java.util.List;

/**
 * What a cache keeps of a registry nearby over restarts. Times are seconds since 1970.
 *
 * @param registry of which this was noted
 * @param images lists of parts that were handed out, the one asked for least recently first
 * @param stale what the registry did not have as it should
 * @param checkedAt when newer versions were looked for last; 0 for never
 */
record FeedNotes(
    int version, String registry, List<Used> images, List<Stale> stale, long checkedAt) {

  static final int VERSION = 1;

  FeedNotes {
    images = List.copyOf(images);
    stale = List.copyOf(stale);
  }

  static FeedNotes none(String registry) {
    return new FeedNotes(VERSION, registry, List.of(), List.of(), 0);
  }

  /**
   * An image that somebody asked for.
   *
   * @param manifest object that lists its parts
   */
  record Used(String manifest, long at) {}

  /**
   * A layer that the registry does not have, or has otherwise.
   *
   * @param key of the layer in its image
   * @param absent whether the registry has nothing at all under its name
   * @param since when that was found
   */
  record Stale(
      String key,
      String repository,
      String digest,
      long bytes,
      String why,
      boolean absent,
      long since) {

    String words() {
      return "%s@%s: %s".formatted(repository, digest, why);
    }
  }
}
