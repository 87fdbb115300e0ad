package io.idlegrid.image;

import io.idlegrid.protocol.image.ImageManifest;
import io.idlegrid.protocol.image.ImageManifest.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;

/** An image whose objects are here. Every byte that is read of it is verified on the way. */
public final class StoredImage {

  private final ObjectPacks objects;
  private final ImageManifest manifest;

  private StoredImage(ObjectPacks objects, ImageManifest manifest) {
    this.objects = objects;
    this.manifest = manifest;
  }

  /**
   * Opens an image by its manifest.
   *
   * @throws MissingObjectException when the manifest is not here
   */
  public static StoredImage open(ObjectPacks objects, ObjectName manifest) throws IOException {
    return new StoredImage(objects, ImageJson.manifest(objects.get(manifest)));
  }

  public ImageManifest manifest() {
    return manifest;
  }

  /** The image's id: SHA-256 of its configuration. */
  public String id() {
    return manifest.config();
  }

  /** The configuration, byte for byte. */
  public byte[] config() throws IOException {
    return objects.get(ObjectName.of(manifest.config()));
  }

  /** Shows the names of all objects below the manifest, as far as what lists them is here. */
  public void eachObject(Consumer<ObjectName> see) throws IOException {
    see.accept(ObjectName.of(manifest.config()));
    for (Layer layer : manifest.layers()) {
      ObjectName recipe = ObjectName.of(layer.recipe());
      see.accept(recipe);
      if (objects.has(recipe)) {
        Recipe read = Recipe.of(objects.get(recipe));
        for (int chunk = 0; chunk < read.chunks(); chunk++) {
          see.accept(read.name(chunk));
        }
      }
    }
  }

  /**
   * The tar of a layer. Reading its last byte verifies the whole: a stream that ended without an
   * exception was the layer.
   */
  public InputStream open(Layer layer) throws IOException {
    Recipe recipe = Recipe.of(objects.get(ObjectName.of(layer.recipe())));
    if (recipe.layerBytes() != layer.bytes()) {
      throw new IOException(
          "the recipe of layer %s makes %d bytes, not %d"
              .formatted(layer.diffId(), recipe.layerBytes(), layer.bytes()));
    }
    return new LayerStream(layer, recipe);
  }

  /** Chunk after chunk. */
  private final class LayerStream extends InputStream {

    private final Layer layer;
    private final Recipe recipe;
    private final MessageDigest sha = ObjectName.sha256();
    private byte[] chunk = new byte[0];
    private int next;
    private int position;
    private boolean isVerified;

    LayerStream(Layer layer, Recipe recipe) {
      this.layer = layer;
      this.recipe = recipe;
    }

    @Override
    public int read() throws IOException {
      return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int taken = Math.min(length, chunk.length - position);
      System.arraycopy(chunk, position, buffer, offset, taken);
      position += taken;
      return taken;
    }

    private boolean fill() throws IOException {
      if (position < chunk.length) {
        return true;
      }
      if (next == recipe.chunks()) {
        verify();
        return false;
      }
      ObjectName name = recipe.name(next);
      chunk = objects.get(name);
      if (chunk.length != recipe.size(next)) {
        throw new IOException("the recipe of layer " + layer.diffId() + " does not fit its chunks");
      }
      position = 0;
      next++;
      sha.update(chunk);
      if (next == recipe.chunks()) {
        verify();
      }
      return true;
    }

    private void verify() throws IOException {
      if (isVerified) {
        return;
      }
      String actual = HexFormat.of().formatHex(sha.digest());
      if (!actual.equals(layer.diffId())) {
        throw new IOException("layer %s was put together as %s".formatted(layer.diffId(), actual));
      }
      isVerified = true;
    }
  }
}
