package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Quota;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Doorkeeper.NewToken;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.QuotaView;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accounts and tokens as they travel, and what is asked for them. */
final class AccessViews {

  static final int SHOWN_HASH = 12;
  private static final int MOST_LABEL_CHARACTERS = 100;
  private static final int MOST_DAYS = 3_650;

  private AccessViews() {}

  static Whoami whoami(Account account, Set<Scope> scopes, @Nullable String csrf) {
    TreeSet<String> rights = new TreeSet<>();
    account.roles().forEach(role -> role.rights().forEach(right -> rights.add(right.name())));
    return new Whoami(account.name(), roles(account), List.copyOf(rights), words(scopes), csrf);
  }

  static AccountView account(Account account) {
    return new AccountView(
        account.name(),
        roles(account),
        account.createdAt(),
        account.isShutOut(),
        account.password().isPresent(),
        quota(account.quota()));
  }

  static QuotaView quota(Quota quota) {
    return new QuotaView(
        quota.runningUnits().orElse(null),
        quota.storageBytes().orElse(null),
        quota.submissionsPerHour().orElse(null));
  }

  static Quota quota(QuotaView wanted) {
    try {
      return new Quota(
          Optional.ofNullable(wanted.runningUnits()),
          Optional.ofNullable(wanted.storageBytes()),
          Optional.ofNullable(wanted.submissionsPerHour()));
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(
          "quota.negative",
          "/quota",
          String.valueOf(e.getMessage()),
          "0 allows nothing; leave a part out for no limit");
    }
  }

  static List<String> roles(Account account) {
    return account.roles().stream()
        .map(Role::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  static TokenView.Created created(NewToken token) {
    return new TokenView.Created(token.secret(), token(token.token()));
  }

  static TokenView token(Token token) {
    return new TokenView(
        token.hash().substring(0, SHOWN_HASH),
        token.account(),
        token.label(),
        words(token.scopes()),
        token.createdAt(),
        token.expiresAt().orElse(null),
        token.lastUsedAt().orElse(null));
  }

  private static List<String> words(Set<Scope> scopes) {
    return scopes.stream().sorted().map(scope -> scope.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** The scopes of a token to be made; a token of limited scope makes none of more. */
  static Set<Scope> scopes(@Nullable List<String> wanted, Caller caller) {
    Set<Scope> given =
        caller instanceof Caller.User user ? user.proof().scopes() : Set.of(Scope.ALL);
    Set<Scope> scopes =
        wanted == null
            ? Set.of(Scope.ALL)
            : wanted.stream().map(AccessViews::scope).collect(Collectors.toSet());
    if (scopes.isEmpty()) {
      throw unknownScope("none");
    }
    if (!given.contains(Scope.ALL) && !given.containsAll(scopes)) {
      throw RefusedException.of(
          RefusedException.Kind.NOT_ALLOWED,
          "access.scope",
          "a token of limited scope cannot make one of more",
          "name scopes that it has itself: " + String.join(", ", words(given)));
    }
    return scopes;
  }

  private static Scope scope(String word) {
    for (Scope scope : Scope.values()) {
      if (scope.name().toLowerCase(Locale.ROOT).equals(word)) {
        return scope;
      }
    }
    throw unknownScope(word);
  }

  private static RefusedException unknownScope(String word) {
    return RefusedException.invalid(
            "token.scope",
            "/scopes",
            "there is no scope '" + word + "'",
            "scopes are read, jobs, devices, accounts and all")
        .with("scope", word);
  }

  static Optional<Duration> validity(@Nullable Integer days) {
    if (days != null && (days < 1 || days > MOST_DAYS)) {
      throw RefusedException.invalid(
              "token.days",
              "/days",
              "a token is valid for 1 to %d days, not %d".formatted(MOST_DAYS, days),
              "leave days out for a token without end")
          .with("days", days)
          .with("most", MOST_DAYS);
    }
    return Optional.ofNullable(days).map(Duration::ofDays);
  }

  static void requireLabel(String label) {
    boolean isLine = label.chars().noneMatch(Character::isISOControl);
    if (label.isBlank() || label.length() > MOST_LABEL_CHARACTERS || !isLine) {
      throw RefusedException.invalid(
              "token.label",
              "/label",
              "a token's label is a line of 1 to %d characters".formatted(MOST_LABEL_CHARACTERS),
              "say where the token is used")
          .with("most", MOST_LABEL_CHARACTERS);
    }
  }
}
