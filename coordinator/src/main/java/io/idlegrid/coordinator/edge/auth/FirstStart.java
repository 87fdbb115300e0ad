package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.SetupSecret;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the first administrator. The secret for it dies with the commit that makes the first
 * account, whichever way that is made.
 */
public final class FirstStart {

  private final GridStore store;
  private final Durably durably;
  private final Secrets secrets;
  private final Passwords passwords;
  private final GuessBook guesses;
  private final AuditTrail audit;

  FirstStart(
      GridStore store,
      Durably durably,
      Secrets secrets,
      Passwords passwords,
      GuessBook guesses,
      AuditTrail audit) {
    this.store = store;
    this.durably = durably;
    this.secrets = secrets;
    this.passwords = passwords;
    this.guesses = guesses;
    this.audit = audit;
  }

  /** The secret, made anew at every start; only on data without accounts. */
  public Optional<String> offer(Instant now) {
    if (hasAccounts()) {
      if (store.get(Table.SETUP, SetupSecret.KEY).isPresent()) {
        durably.commit(withdrawnBy(Commit.builder()).build());
      }
      return Optional.empty();
    }
    String secret = "igs_" + secrets.code();
    SetupSecret row = new SetupSecret(Secrets.hash(secret), now.plus(SetupSecret.VALID_FOR));
    durably.commit(Commit.builder().put(Table.SETUP, SetupSecret.KEY, row).build());
    return Optional.of(secret);
  }

  /** An account is made: nobody may become the first administrator any more. */
  static Commit.Builder withdrawnBy(Commit.Builder commit) {
    return commit.remove(Table.SETUP, SetupSecret.KEY);
  }

  private boolean hasAccounts() {
    return !store.list(Table.ACCOUNT, "", 1).isEmpty();
  }

  /** Makes the first administrator, and a token for it. What costs comes after the secret. */
  Doorkeeper.NewToken setUp(
      String secret, String name, Optional<String> password, Origin origin, Deed deed) {
    SetupSecret shown =
        guesses.count(
            GuessBook.secretKeys(origin.address()), deed.at(), () -> right(secret, deed.at()));
    Account bare = Accounts.fresh(name, Set.of(Role.ADMINISTRATOR), deed.at());
    password.ifPresent(wanted -> passwords.requireSound(name, wanted));
    Account account = password.map(passwords::hash).map(bare::withPassword).orElse(bare);
    Doorkeeper.NewToken token =
        Doorkeeper.newToken(
            secrets.token(),
            account.name(),
            "setup of " + account.name(),
            Optional.empty(),
            Set.of(Scope.ALL),
            deed.at(),
            Optional.empty());
    audit.commit(
        withdrawnBy(
            Commit.builder()
                .check(
                    Table.SETUP,
                    SetupSecret.KEY,
                    "the setup secret is unused",
                    row -> row.map(shown::equals).orElse(false))
                .absent(Table.ACCOUNT, account.name())
                .put(Table.ACCOUNT, account.name(), account)
                .put(Table.TOKEN, token.token().hash(), token.token())),
        deed);
    return token;
  }

  private SetupSecret right(String secret, Instant now) {
    String hash = Secrets.hash(secret);
    return store
        .get(Table.SETUP, SetupSecret.KEY)
        .filter(row -> row.hash().equals(hash) && row.isValidAt(now) && !hasAccounts())
        .orElseThrow(
            () ->
                RefusedException.of(
                    Kind.NOT_ALLOWED,
                    "setup.secret",
                    "this is not the setup secret, it was used already, or it is older than a day",
                    "a coordinator without accounts prints one whenever it starts"));
  }
}
