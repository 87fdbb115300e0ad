package io.idlegrid.image.archive;

import io.idlegrid.protocol.image.ImageManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The files of an archive by name, each to be read as often as needed. */
interface ImageFiles extends AutoCloseable {

  /** The archive itself, whatever is in it. */
  Path tar();

  /** Size of a file, if it is there. */
  Optional<Long> size(String name) throws IOException;

  /**
   * Opens a file.
   *
   * @throws ImageException when it is not there
   */
  InputStream open(String name) throws IOException;

  /** What a file made as a layer before, if that is known: the file need not be there then. */
  default Optional<ImageManifest.Layer> stored(String name) {
    return Optional.empty();
  }

  default boolean has(String name) throws IOException {
    return size(name).isPresent();
  }

  /** A small file as a whole. */
  default byte[] small(String name) throws IOException {
    long size = size(name).orElse(0L);
    if (size > ImageLimits.JSON_BYTES) {
      throw new ImageException(
          "image.too-large",
          name,
          "'%s' has %d bytes, more than %d".formatted(name, size, ImageLimits.JSON_BYTES),
          "descriptions of images are small; is this one damaged?");
    }
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  static ImageException missing(String name) {
    return new ImageException(
        "image.missing",
        name,
        "the archive has no '" + name + "', which it refers to",
        "save the image again");
  }

  @Override
  void close() throws IOException;
}
