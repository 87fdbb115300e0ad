package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.image.ImageSource;

/**
 * A layer, and the registry's file of it.
 *
 * @param key the same layer in the list of another image is another: anybody can make a list
 * @param recipe lists its parts
 */
record ImageLayer(String key, ObjectName recipe, String repository, ImageSource.Layer file) {

  private static final char SEPARATOR = '/';

  static String key(ObjectName manifest, int index) {
    return manifest.toString() + SEPARATOR + index;
  }

  /** The image that a key is of. */
  static String manifest(String key) {
    return key.substring(0, Math.max(0, key.indexOf(SEPARATOR)));
  }

  @Override
  public String toString() {
    return repository + "@" + file.digest();
  }
}
