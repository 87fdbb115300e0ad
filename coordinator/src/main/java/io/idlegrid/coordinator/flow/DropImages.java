package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Drops the bytes of images that have no name any more and that no unfinished job needs. What lost
 * its name goes the second time it is found without: a job that is being submitted may have looked
 * the name up just before.
 */
public final class DropImages {

  private final GridStore store;
  private final ImageShelf shelf;
  private final Supplier<Set<String>> neededByJobs;
  private Set<String> before = Set.of();

  /**
   * @param neededByJobs digests that unfinished jobs keep
   */
  public DropImages(GridStore store, ImageShelf shelf, Supplier<Set<String>> neededByJobs) {
    this.store = store;
    this.shelf = shelf;
    this.neededByJobs = neededByJobs;
  }

  /** Returns the bytes that became free; empty when images were being taken in. */
  public synchronized Optional<Long> drop() throws IOException {
    Set<String> now = new HashSet<>(neededByJobs.get());
    now.addAll(named());
    Set<String> kept = new HashSet<>(before);
    kept.addAll(now);
    Optional<Long> freed = shelf.retain(kept);
    if (freed.isPresent()) {
      before = now;
    }
    return freed;
  }

  private Set<String> named() {
    Set<String> digests = new HashSet<>();
    store.all(Table.IMAGE).forEach(image -> digests.add(image.digest()));
    return digests;
  }
}
