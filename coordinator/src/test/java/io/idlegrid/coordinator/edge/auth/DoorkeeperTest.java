package io.idlegrid.coordinator.edge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.LoginTry;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Session;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What time does to secrets, and what guessing costs; the rest is tested over HTTP. */
class DoorkeeperTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PASSWORD = "seven quiet cameras";
  private static final Origin HOME = new Origin("192.0.2.1", "Firefox on Linux");
  private static final Origin ELSEWHERE = new Origin("198.51.100.7", "curl/8");
  private static final Account ADMIN =
      new Account("admin", Set.of(Role.ADMINISTRATOR), Instant.EPOCH);

  private final InMemoryGridStore store = new InMemoryGridStore();
  private final CommitLog commits =
      commit ->
          CompletableFuture.completedFuture(
              store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE));
  private final Gatehouse gatehouse =
      new Gatehouse(store, commits, new InMemoryBlobStore(), new Secrets());
  private final Doorkeeper doorkeeper = gatehouse.doorkeeper();
  private final SignIn signIn = gatehouse.signIn();

  private static Deed deed(Instant at) {
    return new Deed(at, "", "open", "TEST", "", "192.0.2.1", "done");
  }

  private Account account(String name, String role) {
    return gatehouse.accounts().add(ADMIN, name, List.of(role), deed(NOW));
  }

  /** An account with a password, signed in once from home. */
  private SignIn.SignedIn ada() {
    account("ada", "submitter");
    String secret = gatehouse.accounts().invite(ADMIN, "ada", deed(NOW)).secret();
    return signIn.byLink(secret, PASSWORD, HOME, deed(NOW));
  }

  @Test
  void aTokenOpensTheDoorUntilItExpires() {
    Account me = account("me", "viewer");
    String secret =
        doorkeeper
            .addToken(me, "x", Optional.of(Duration.ofDays(1)), Set.of(Scope.ALL), deed(NOW))
            .secret();

    assertTrue(shows(secret, NOW.plus(Duration.ofHours(23))));
    assertFalse(shows(secret, NOW.plus(Duration.ofDays(1))));
  }

  @Test
  void nobodyFillsTheTableOfTokens() {
    Account me = account("me", "viewer");
    Optional<Duration> aDay = Optional.of(Duration.ofDays(1));
    for (int i = 0; i < 1_000; i++) {
      doorkeeper.addToken(me, "x", aDay, Set.of(Scope.READ), deed(NOW));
    }

    assertCode(
        "token.too-many", () -> doorkeeper.addToken(me, "x", aDay, Set.of(Scope.READ), deed(NOW)));

    Instant later = NOW.plus(Duration.ofDays(2));
    doorkeeper.addToken(me, "x", aDay, Set.of(Scope.READ), deed(later));
    assertEquals(1, doorkeeper.tokens("me").size(), "what expired went");
  }

  @Test
  void noOwnerFillsTheTableOfJoinCodes() {
    account("lin", "owner");
    Duration aDay = Duration.ofDays(1);
    for (int i = 0; i < 1_000; i++) {
      doorkeeper.invite("lin", 1, aDay, false, deed(NOW));
    }

    assertCode("invitation.too-many", () -> doorkeeper.invite("lin", 1, aDay, false, deed(NOW)));

    Instant later = NOW.plus(Duration.ofDays(9));
    doorkeeper.invite("lin", 1, aDay, false, deed(later));
    assertEquals(1, store.list(Table.INVITATION, "", 10).size(), "what expired went");
  }

  @Test
  void theLastUseOfATokenIsNotedToTheMinute() {
    Account me = account("me", "viewer");
    String secret =
        doorkeeper.addToken(me, "x", Optional.empty(), Set.of(Scope.ALL), deed(NOW)).secret();

    shows(secret, NOW.plusSeconds(5));
    shows(secret, NOW.plusSeconds(20));

    assertEquals(Optional.of(NOW.plusSeconds(5)), doorkeeper.tokens("me").get(0).lastUsedAt());
    shows(secret, NOW.plusSeconds(66));
    assertEquals(Optional.of(NOW.plusSeconds(66)), doorkeeper.tokens("me").get(0).lastUsedAt());
  }

  private boolean shows(String secret, Instant at) {
    return doorkeeper.whoShows("Bearer " + secret, at).isPresent();
  }

  @Test
  void aJoinCodeExpires() {
    account("me", "owner");
    String code = doorkeeper.invite("me", 5, Duration.ofHours(1), false, deed(NOW)).code();

    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () -> doorkeeper.join(code, "cam", NOW.plus(Duration.ofHours(1))));

    assertEquals("join.expired", refused.code());
    assertEquals("cam", doorkeeper.join(code, "cam", NOW).device().name());
  }

  @Test
  void aSessionEndsWhenNobodyUsesItAndInAnyCaseAfterAWeek() {
    String cookie = ada().secret();

    assertTrue(doorkeeper.whoseCookie(cookie, NOW.plus(Duration.ofHours(7))).isPresent());
    assertTrue(doorkeeper.whoseCookie(cookie, NOW.plus(Duration.ofHours(14))).isPresent());
    assertTrue(doorkeeper.whoseCookie(cookie, NOW.plus(Duration.ofHours(23))).isEmpty());

    Instant end = NOW.plus(Session.MOST_AGE);
    String busy = signIn.byPassword("ada", PASSWORD, HOME, deed(NOW)).secret();
    for (Instant at = NOW; at.isBefore(end); at = at.plus(Duration.ofHours(6))) {
      assertTrue(doorkeeper.whoseCookie(busy, at).isPresent(), at.toString());
    }
    assertTrue(doorkeeper.whoseCookie(busy, end).isEmpty());
  }

  @Test
  void anInvitationWorksOnceAndForAWeek() {
    account("ada", "submitter");
    String secret = gatehouse.accounts().invite(ADMIN, "ada", deed(NOW)).secret();

    Deed late = deed(NOW.plus(Duration.ofDays(7)));
    assertCode("invitation.invalid", () -> signIn.byLink(secret, PASSWORD, HOME, late));
    signIn.byLink(secret, PASSWORD, HOME, deed(NOW));
    assertCode("invitation.invalid", () -> signIn.byLink(secret, PASSWORD, HOME, deed(NOW)));
  }

  @Test
  void guessingIsSlowedDownAndTheRightPasswordMustWaitToo() {
    ada();
    guess("ada", 5, ELSEWHERE);

    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> signIn.byPassword("ada", PASSWORD, ELSEWHERE, deed(NOW)));

    assertEquals("signin.wait", refused.code());
    assertTrue(refused.patience().isPresent());
    signIn.byPassword("ada", PASSWORD, ELSEWHERE, deed(NOW.plusSeconds(3)));
  }

  @Test
  void strangersWhoGuessDoNotLockTheHolderOut() {
    ada();
    guess("ada", 30, ELSEWHERE);

    assertEquals("ada", signIn.byPassword("ada", PASSWORD, HOME, deed(NOW)).account().name());
  }

  @Test
  void notEvenManyFailuresMakeAKnownAddressUnknown() {
    ada();
    LoginBook logins = gatehouse.logins();
    for (int i = 0; i < 101; i++) {
      logins.note(new LoginTry(NOW, "ada", ELSEWHERE.address(), "curl/8", "password", false));
    }

    assertTrue(logins.knows("ada", HOME.address()));
    assertEquals(100, logins.of("ada").size());
  }

  @Test
  void whatCannotBeANameCountsAsOneHoweverLongItIs() {
    assertEquals(
        GuessBook.keys("A".repeat(1 << 20), "192.0.2.1", false),
        GuessBook.keys("another/nonsense", "192.0.2.1", false));
  }

  @Test
  void oneAddressCannotGuessManyAccounts() {
    ada();
    for (int i = 0; i < 5; i++) {
      guess("nobody" + i, 1, ELSEWHERE);
    }

    assertCode("signin.wait", () -> signIn.byPassword("ada", PASSWORD, ELSEWHERE, deed(NOW)));
  }

  @Test
  void theMachineGivesAWayBack() {
    ada();
    guess("ada", 30, ELSEWHERE);
    String secret = gatehouse.accounts().recover("ada", deed(NOW)).secret();

    signIn.byLink(secret, "another long password", ELSEWHERE, deed(NOW));

    assertCode("signin.wrong", () -> signIn.byPassword("ada", PASSWORD, HOME, deed(NOW)));
    signIn.byPassword("ada", "another long password", HOME, deed(NOW));
    assertTrue(gatehouse.accounts().recover("second", deed(NOW)).link().account().equals("second"));
    assertEquals(Set.of(Role.ADMINISTRATOR), gatehouse.accounts().require("second").roles());
  }

  /** Wrong passwords, as fast as they are looked at. */
  private void guess(String account, int times, Origin origin) {
    for (int i = 0; i < times; i++) {
      assertThrows(
          RefusedException.class,
          () -> signIn.byPassword(account, "wrong wrong wrong", origin, deed(NOW)));
    }
  }

  private static void assertCode(String code, Executable work) {
    assertEquals(code, assertThrows(RefusedException.class, work).code());
  }

  @Test
  void whoeverIsShutOutIsOutAtOnce() {
    String cookie = ada().secret();
    String token =
        doorkeeper
            .addToken(
                gatehouse.accounts().require("ada"),
                "x",
                Optional.empty(),
                Set.of(Scope.ALL),
                deed(NOW))
            .secret();

    gatehouse
        .accounts()
        .change(
            ADMIN,
            "ada",
            new Accounts.Change(Optional.empty(), Optional.of(true), Optional.empty()),
            deed(NOW));

    assertTrue(doorkeeper.whoseCookie(cookie, NOW).isEmpty());
    assertFalse(shows(token, NOW));
    assertCode("account.disabled", () -> signIn.byPassword("ada", PASSWORD, HOME, deed(NOW)));
  }

  @Test
  void theAuditLogTellsWhenAnEntryIsChangedOrMissing() {
    ada();
    AuditTrail audit = gatehouse.audit();
    assertTrue(audit.verify().whole());
    AuditEntry second = audit.from(2, 1).get(0);

    put(
        new AuditEntry(
            2,
            second.at(),
            "somebody-else",
            second.how(),
            second.action(),
            second.target(),
            second.from(),
            second.outcome(),
            second.previous(),
            second.hash()));

    assertEquals(2L, audit.verify().broken());
    put(second);
    assertTrue(audit.verify().whole());
    store.commit(List.of(Commit.builder().remove(Table.AUDIT, Table.auditKey(2)).build()));
    assertEquals(2L, audit.verify().broken());
  }

  private void put(AuditEntry entry) {
    store.commit(
        List.of(
            Commit.builder().put(Table.AUDIT, Table.auditKey(entry.sequence()), entry).build()));
  }

  @Test
  void theChainGoesOnAfterARestart() {
    ada();
    long before = gatehouse.audit().sequence();

    Gatehouse again = new Gatehouse(store, commits, new InMemoryBlobStore(), new Secrets());
    again.accounts().invite(ADMIN, "ada", deed(NOW));

    assertEquals(before + 1, again.audit().sequence());
    assertTrue(again.audit().verify().whole());
    assertEquals(1, again.logins().of("ada").size(), "sign-ins are remembered");
  }
}
