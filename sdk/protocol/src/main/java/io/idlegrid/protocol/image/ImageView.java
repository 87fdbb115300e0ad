package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named image.
 *
 * @param digest of everything that the name stands for; jobs keep the one of their submission
 * @param images one per architecture
 * @param at when the name got this digest
 * @param from the image in the registry that it was pulled from; absent where it was pushed or
 *     built
 * @param stale whether that registry has another one by now; absent likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageView(
    String name,
    String account,
    String digest,
    List<Variant> images,
    Instant at,
    @Nullable String from,
    @Nullable Boolean stale) {

  /**
   * The image for one architecture.
   *
   * @param id what engines call it: SHA-256 of its configuration
   * @param layers how many it has
   * @param bytes of its layers when unpacked
   */
  public record Variant(String arch, String os, String id, int layers, long bytes) {}

  /**
   * Gives an uploaded archive a name.
   *
   * @param archive SHA-256 of the archive
   * @param arch architecture to take out of it; needed for a root file system, which does not say
   * @param replace whether architectures that the name stands for and the archive has not go away
   */
  public record Request(String archive, @Nullable String arch, @Nullable Boolean replace) {}

  /**
   * What a push came to.
   *
   * @param newBytes stored for it, packed; what was there already is not stored again
   */
  public record Pushed(ImageView image, long newBytes) {}

  /** A page of images by name; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<ImageView> items, @Nullable String next) {}

  /** Objects that are wanted, by name. */
  public record Wanted(List<String> objects) {}
}
