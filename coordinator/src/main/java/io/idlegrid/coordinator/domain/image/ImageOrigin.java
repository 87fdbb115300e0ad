package io.idlegrid.coordinator.domain.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a named image came from, and whether the registry has another by now. Durable.
 *
 * @param reference as it was written
 * @param archs architectures that were wanted; all when empty
 * @param follows whether what is newer is pulled by itself
 * @param digest of what was pulled, as the registry names it
 * @param pulledAt when
 * @param newest what the registry had when it was asked last
 * @param checkedAt when it was asked last
 * @param problem why it did not answer then
 * @param layers the registry's files of the layers, lowest first, by the id of their image; absent
 *     in rows that were written before
 * @param earlier the same of what the reference stood for before, which jobs may still run in
 */
public record ImageOrigin(
    String account,
    String name,
    String reference,
    List<String> archs,
    boolean follows,
    String digest,
    Instant pulledAt,
    String newest,
    Instant checkedAt,
    Optional<String> problem,
    @Nullable Map<String, List<RegistryFile>> layers,
    @Nullable Map<String, List<RegistryFile>> earlier) {

  public ImageOrigin {
    archs = List.copyOf(archs);
    layers = layers == null ? Map.of() : Map.copyOf(layers);
    earlier = earlier == null ? Map.of() : Map.copyOf(earlier);
  }

  /** Key of the row: the one of the image's name. */
  public String key() {
    return NamedImage.key(account, name);
  }

  /** Whether the registry has another image under the reference. */
  public boolean isStale() {
    return !digest.equals(newest);
  }

  /** The registry answered. */
  public ImageOrigin seen(String current, Instant now) {
    return with(current, now, Optional.empty());
  }

  /** The registry did not answer; what it had before is all that is known. */
  public ImageOrigin failed(String why, Instant now) {
    return with(newest, now, Optional.of(why));
  }

  private ImageOrigin with(String current, Instant now, Optional<String> why) {
    return new ImageOrigin(
        account, name, reference, archs, follows, digest, pulledAt, current, now, why, layers,
        earlier);
  }

  /** Which files of the registry the layers of one of its images are; none when it is not known. */
  public List<RegistryFile> files(String image) {
    return known(layers).getOrDefault(image, known(earlier).getOrDefault(image, List.of()));
  }

  /** Whether the name still stands for an image. */
  public boolean isOf(String image) {
    return known(layers).containsKey(image);
  }

  /** What is the version before for one that is pulled now. */
  public Map<String, List<RegistryFile>> before(String pulled) {
    return known(digest.equals(pulled) ? earlier : layers);
  }

  private static Map<String, List<RegistryFile>> known(
      @Nullable Map<String, List<RegistryFile>> files) {
    return files == null ? Map.of() : files;
  }
}
