package io.idlegrid.image.archive;

/**
 * How much an image may hold.
 *
 * @param files most entries of the archive itself
 * @param layers most layers; engines take no more than 127
 * @param layerEntries most entries of one layer
 * @param bytes most bytes of all layers when unpacked
 * @param ratio most unpacked bytes per packed byte, looked at once {@value #RATIO_FROM} bytes are
 *     out
 */
public record ImageLimits(int files, int layers, int layerEntries, long bytes, int ratio) {

  static final long RATIO_FROM = 64L << 20;

  /** Largest configuration, manifest or index. */
  static final int JSON_BYTES = 4 << 20;

  /** Limits that no honest image for a small device reaches. */
  public static final ImageLimits DEFAULT = new ImageLimits(10_000, 127, 500_000, 16L << 30, 200);
}
