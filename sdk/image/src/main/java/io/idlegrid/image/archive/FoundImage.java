package io.idlegrid.image.archive;

import java.util.List;

/** An image as an archive describes it; its layers are not looked at yet. */
final class FoundImage {

  private final ImageConfig config;
  private final byte[] bytes;
  private final List<FoundLayer> layers;

  /**
   * @param bytes the configuration, byte for byte
   */
  FoundImage(ImageConfig config, byte[] bytes, List<FoundLayer> layers) {
    this.config = config;
    this.bytes = bytes;
    this.layers = List.copyOf(layers);
  }

  String arch() {
    return config.arch();
  }

  String os() {
    return config.os();
  }

  byte[] config() {
    return bytes;
  }

  List<FoundLayer> layers() {
    return layers;
  }
}
