package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The parts of an image for one architecture. An object.
 *
 * @param version of this format
 * @param arch as Docker and Go name it
 * @param os {@code linux}
 * @param config object: the configuration, byte for byte as it came
 * @param layers from the lowest to the topmost
 */
@JsonPropertyOrder({"version", "arch", "os", "config", "layers"})
public record ImageManifest(
    int version, String arch, String os, String config, List<Layer> layers) {

  public static final int VERSION = 1;

  public ImageManifest {
    layers = List.copyOf(layers);
  }

  /**
   * A layer.
   *
   * @param diffId SHA-256 of its tar, not compressed
   * @param bytes of that tar
   * @param recipe object that lists its chunks
   */
  @JsonPropertyOrder({"diffId", "bytes", "recipe"})
  public record Layer(String diffId, long bytes, String recipe) {}

  /** Bytes of all layers when unpacked. */
  public long layerBytes() {
    return layers.stream().mapToLong(Layer::bytes).sum();
  }
}
