package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.Cutter;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.Recipe;
import io.idlegrid.image.archive.ImageArchive;
import io.idlegrid.image.archive.ImageException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * One layer on its way out of a registry. It is cut as the coordinator cut it, and each chunk is
 * compared with the coordinator's list: the first that is another ends it, so nothing is kept that
 * does not belong to the layer, and nothing is unpacked beyond it.
 */
final class LayerPull {

  private static final int ROOM_EVERY = 256;

  private final Recipe recipe;
  private final Set<ObjectName> awaited = new HashSet<>();

  LayerPull(Recipe recipe) {
    this.recipe = recipe;
  }

  /** What comes is not the layer. */
  static final class StaleException extends IOException {

    private static final long serialVersionUID = 1;

    StaleException(String message) {
      super(message);
    }
  }

  /** Takes out of what is wanted what this layer has. */
  Set<ObjectName> take(Set<ObjectName> wanted) {
    Set<ObjectName> found = new HashSet<>();
    for (int chunk = 0; chunk < recipe.chunks() && found.size() < wanted.size(); chunk++) {
      ObjectName name = recipe.name(chunk);
      if (wanted.contains(name)) {
        found.add(name);
      }
    }
    wanted.removeAll(found);
    return found;
  }

  /** Whether all of it came already. */
  boolean isHere(RegistryFeed.Shelf shelf) {
    for (int chunk = 0; chunk < recipe.chunks(); chunk++) {
      if (!shelf.has(recipe.name(chunk))) {
        return false;
      }
    }
    return true;
  }

  void await(Set<ObjectName> names) {
    awaited.addAll(names);
  }

  /** Everything that somebody waits, or waited, for. */
  Set<ObjectName> awaited() {
    return Set.copyOf(awaited);
  }

  /**
   * Cuts a registry's file of the layer.
   *
   * @throws StaleException when it is not the layer
   * @throws IOException when it cannot be read, or not be stored
   */
  void cut(InputStream file, RegistryFeed.Shelf shelf) throws IOException {
    int[] next = {0};
    Cutter.Sink sink =
        chunk -> {
          int at = next[0]++;
          if (at >= recipe.chunks() || !ObjectName.hash(chunk).equals(recipe.name(at))) {
            throw new StaleException("it holds another layer, from part %d on".formatted(at + 1));
          }
          if (at % ROOM_EVERY == 0) {
            shelf.makeRoom();
          }
          shelf.bring(chunk);
        };
    try (InputStream tar = ImageArchive.unpacked(new BufferedInputStream(file, 1 << 16), "")) {
      // Closed only where all went well: what a broken one holds is no chunk.
      OutputStream cutter = new Cutter(sink);
      tar.transferTo(cutter);
      cutter.close();
    } catch (ImageException | ZipException | EOFException e) {
      throw new StaleException("it cannot be unpacked: " + e.getMessage());
    }
    if (next[0] != recipe.chunks()) {
      throw new StaleException("it ends after %d of %d parts".formatted(next[0], recipe.chunks()));
    }
  }
}
