package io.idlegrid.coordinator.domain.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an account calls an image. Durable.
 *
 * @param digest of the index that lists the variants
 * @param variants one per architecture, in their order
 * @param at when the name got this digest
 */
public record NamedImage(
    String account, String name, String digest, List<ImageVariant> variants, Instant at) {

  public NamedImage {
    variants = List.copyOf(variants);
  }

  /** Key of the row. */
  public static String key(String account, String name) {
    return account + "/" + name;
  }

  /** Variants with newer ones in place of those for the same architecture. */
  public static List<ImageVariant> replaced(List<ImageVariant> known, List<ImageVariant> newer) {
    List<ImageVariant> all = new ArrayList<>(newer);
    for (ImageVariant variant : known) {
      if (newer.stream().noneMatch(other -> other.arch().equals(variant.arch()))) {
        all.add(variant);
      }
    }
    all.sort(Comparator.comparing(ImageVariant::arch));
    return all;
  }
}
