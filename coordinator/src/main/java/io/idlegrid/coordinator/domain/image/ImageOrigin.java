package io.idlegrid.coordinator.domain.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
    Optional<String> problem) {

  public ImageOrigin {
    archs = List.copyOf(archs);
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
    return new ImageOrigin(
        account, name, reference, archs, follows, digest, pulledAt, current, now, Optional.empty());
  }

  /** The registry did not answer; what it had before is all that is known. */
  public ImageOrigin failed(String why, Instant now) {
    return new ImageOrigin(
        account, name, reference, archs, follows, digest, pulledAt, newest, now, Optional.of(why));
  }
}
