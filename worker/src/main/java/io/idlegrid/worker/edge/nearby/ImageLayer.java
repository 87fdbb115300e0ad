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

  @Override
  public String toString() {
    return repository + "@" + file.digest();
  }
}
