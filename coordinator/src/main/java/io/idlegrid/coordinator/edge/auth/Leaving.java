package io.idlegrid.coordinator.edge.auth;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What accounts let go of and whose bytes are still on the disk: until they are gone, or others
 * name them, they count for whoever put them there. A restart forgets it.
 */
final class Leaving {

  private record Key(String account, String sha256) {}

  private record Left(long bytes, Instant at) {}

  private final Map<Key, Left> left = new HashMap<>();
  private final Map<String, Long> byAccount = new HashMap<>();

  /**
   * An account let go of something.
   *
   * @param sha256 the blob that it is, or whose going tells that all of it went
   */
  void add(String account, String sha256, long bytes, Instant now) {
    back(account, sha256);
    left.put(new Key(account, sha256), new Left(bytes, now));
    byAccount.merge(account, bytes, Long::sum);
  }

  /** An account has it again: it counts as that. */
  void back(String account, String sha256) {
    Optional.ofNullable(left.remove(new Key(account, sha256)))
        .ifPresent(gone -> byAccount.merge(account, -gone.bytes(), Leaving::sum));
  }

  /** Bytes of one thing that an account let go of. */
  long of(String account, String sha256) {
    return Optional.ofNullable(left.get(new Key(account, sha256))).map(Left::bytes).orElse(0L);
  }

  /** Bytes of all that an account let go of. */
  long of(String account) {
    return byAccount.getOrDefault(account, 0L);
  }

  /**
   * Everything was looked through.
   *
   * @param lookedAt when that began: what was let go of later is not told of
   * @param isWaiting whether a blob is still there although nothing names it
   */
  void settle(Instant lookedAt, Predicate<String> isWaiting) {
    left.entrySet().stream()
        .filter(each -> each.getValue().at().isBefore(lookedAt))
        .map(Map.Entry::getKey)
        .filter(key -> !isWaiting.test(key.sha256()))
        .toList()
        .forEach(key -> back(key.account(), key.sha256()));
  }

  /** Nothing is not worth an entry. */
  private static @Nullable Long sum(long one, long other) {
    return one + other == 0 ? null : one + other;
  }
}
