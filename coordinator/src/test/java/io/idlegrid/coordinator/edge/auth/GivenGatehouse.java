package io.idlegrid.coordinator.edge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.function.Executable;

/** A gatehouse over a store in memory, and what others do while a commit is on its way. */
final class GivenGatehouse {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final String PASSWORD = "seven quiet cameras";
  static final Origin HOME = new Origin("192.0.2.1", "Firefox on Linux");
  static final Origin ELSEWHERE = new Origin("198.51.100.7", "curl/8");

  final InMemoryGridStore store = new InMemoryGridStore();
  private Runnable meanwhile = () -> {};
  private final CommitLog commits =
      commit -> {
        Runnable others = meanwhile;
        meanwhile = () -> {};
        others.run();
        return CompletableFuture.completedFuture(
            store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE));
      };
  final Gatehouse gatehouse = new Gatehouse(store, commits, new InMemoryBlobStore(), new Secrets());
  final Doorkeeper doorkeeper = gatehouse.doorkeeper();
  final SignIn signIn = gatehouse.signIn();
  final Accounts accounts = gatehouse.accounts();
  final Account admin = put(new Account("admin", Set.of(Role.ADMINISTRATOR), NOW));

  static Deed deed(Instant at) {
    return new Deed(at, "", "open", "TEST", "", "192.0.2.1", "done");
  }

  Account put(Account account) {
    store.commit(List.of(Commit.builder().put(Table.ACCOUNT, account.name(), account).build()));
    return account;
  }

  Account account(String name, String role) {
    return accounts.add(admin, name, List.of(role), deed(NOW));
  }

  /** An account with a password, signed in once from home. */
  SignIn.SignedIn ada() {
    account("ada", "owner");
    return signIn.byLink(link("ada"), PASSWORD, HOME, deed(NOW));
  }

  String link(String name) {
    return accounts.invite(admin, name, deed(NOW)).secret();
  }

  String token(String name, Optional<Duration> validFor) {
    return doorkeeper
        .addToken(accounts.require(name), "x", validFor, Set.of(Scope.ALL), deed(NOW))
        .secret();
  }

  boolean shows(String secret, Instant at) {
    return doorkeeper.whoShows("Bearer " + secret, at).isPresent();
  }

  void change(Account by, String name, Optional<List<String>> roles, Optional<Boolean> isShutOut) {
    accounts.change(by, name, new Accounts.Change(roles, isShutOut, Optional.empty()), deed(NOW));
  }

  void shutOut(String name) {
    change(admin, name, Optional.empty(), Optional.of(true));
  }

  /** What somebody else commits just before the next commit. */
  void meanwhile(Runnable others) {
    meanwhile = others;
  }

  static void assertCode(String code, Executable work) {
    assertEquals(code, assertThrows(RefusedException.class, work).code());
  }
}
