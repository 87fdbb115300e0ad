package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody looks for in the audit log; all that is said must hold. Texts are parts, whatever
 * the case, but for the account, which is meant as a whole.
 *
 * @param text in any part of an entry that people read
 */
public record AuditSearch(
    Optional<String> account,
    Optional<String> action,
    Optional<String> target,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> text) {

  /** Entries are in the order in which they came; clocks that are set right may say otherwise. */
  static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  boolean wants(AuditEntry entry) {
    return account.map(entry.who()::equals).orElse(true)
        && holds(entry.action(), action)
        && holds(entry.target(), target)
        && since.map(from -> !entry.at().isBefore(from)).orElse(true)
        && until.map(to -> entry.at().isBefore(to)).orElse(true)
        && holds(all(entry), text);
  }

  /** Whether neither this entry nor any before it is of the time. */
  boolean isOver(AuditEntry entry) {
    return since.map(from -> entry.at().isBefore(from.minus(CLOCKS_DIFFER))).orElse(false);
  }

  private static String all(AuditEntry entry) {
    return String.join(
        "\n",
        entry.who(),
        entry.how(),
        entry.action(),
        entry.target(),
        entry.from(),
        entry.outcome());
  }

  private static boolean holds(String part, Optional<String> wanted) {
    return wanted
        .map(each -> part.toLowerCase(Locale.ROOT).contains(each.toLowerCase(Locale.ROOT)))
        .orElse(true);
  }
}
