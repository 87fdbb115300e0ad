package io.idlegrid.coordinator.domain.image;

import java.util.List;
import java.util.Optional;

/**
 * The image that a job's units run in: what its name stood for when the job was submitted.
 *
 * @param digest of the index that lists the variants
 */
public record ImageUse(String name, String digest, List<ImageVariant> variants) {

  public ImageUse {
    variants = List.copyOf(variants);
  }

  /** The variant that a device of an architecture runs. */
  public Optional<ImageVariant> forArch(String arch) {
    return variants.stream().filter(variant -> variant.arch().equals(arch)).findFirst();
  }

  /** As a job file says it: {@code name@sha256:…}. */
  public String reference() {
    return name + "@sha256:" + digest;
  }
}
