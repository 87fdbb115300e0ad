package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a name stands for: one image per architecture. An object: the SHA-256 of its JSON names
 * everything below it, down to the last byte of the last layer.
 *
 * @param version of this format
 * @param images in the order of their architectures
 */
@JsonPropertyOrder({"version", "images"})
public record ImageIndex(int version, List<Entry> images) {

  public static final int VERSION = 1;

  public ImageIndex {
    images = List.copyOf(images);
  }

  /**
   * The image for one architecture.
   *
   * @param arch as Docker and Go name it
   * @param os {@code linux}
   * @param id SHA-256 of the image's configuration: what engines call the image's id
   * @param manifest object that lists its parts
   * @param bytes of its layers when unpacked
   */
  @JsonPropertyOrder({"arch", "os", "id", "manifest", "bytes"})
  public record Entry(String arch, String os, String id, String manifest, long bytes) {}
}
