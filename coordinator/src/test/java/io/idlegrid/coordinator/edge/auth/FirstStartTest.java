package io.idlegrid.coordinator.edge.auth;

import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.ELSEWHERE;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.HOME;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.NOW;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.assertCode;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.deed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.SetupSecret;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who becomes the first administrator, and who does not. */
class FirstStartTest {

  private final GivenGatehouse given = new GivenGatehouse();
  private final FirstStart firstStart = given.gatehouse.firstStart();

  /** Nobody has an account yet. */
  private String offered() {
    given.store.commit(List.of(Commit.builder().remove(Table.ACCOUNT, "admin").build()));
    return firstStart.offer(NOW).orElseThrow();
  }

  private Doorkeeper.NewToken setUp(String secret, String name, Instant at) {
    return given.signIn.setUp(secret, name, Optional.empty(), HOME, deed(at));
  }

  @Test
  void theSetupSecretWorksOnceAndIsNoToken() {
    String secret = offered();

    assertFalse(given.shows(secret, NOW));
    String token = setUp(secret, "first", NOW).secret();

    assertTrue(given.shows(token, NOW));
    assertCode("setup.secret", () -> setUp(secret, "second", NOW));
    assertTrue(firstStart.offer(NOW).isEmpty());
  }

  @Test
  void aTokenIsNoSetupSecretWhateverItIsCalled() {
    given.account("eve", "viewer");
    String token =
        given
            .doorkeeper
            .addToken(
                given.accounts.require("eve"),
                "setup",
                Optional.empty(),
                Set.of(Scope.ALL),
                deed(NOW))
            .secret();

    assertCode("setup.secret", () -> setUp(token, "eve2", NOW));
    assertCode("setup.secret", () -> setUp(token, "admin", NOW));
    assertEquals(Set.of(Role.ADMINISTRATOR), given.accounts.require("admin").roles());
  }

  @Test
  void theSetupSecretDiesWithARecovery() {
    String secret = offered();

    given.accounts.recover("root", deed(NOW));

    assertCode("setup.secret", () -> setUp(secret, "second", NOW));
    assertTrue(given.store.get(Table.SETUP, SetupSecret.KEY).isEmpty());
  }

  @Test
  void anAccountMadeMeanwhileLeavesNoFirstAdministrator() {
    String secret = offered();

    given.meanwhile(
        () -> given.store.commit(List.of(FirstStart.withdrawnBy(Commit.builder()).build())));

    assertCode("conflict", () -> setUp(secret, "second", NOW));
    assertTrue(given.accounts.find("second").isEmpty());
  }

  @Test
  void aStartWithAccountsWithdrawsWhatWasPrintedBefore() {
    offered();
    given.put(given.admin);

    assertTrue(firstStart.offer(NOW).isEmpty());

    assertTrue(given.store.get(Table.SETUP, SetupSecret.KEY).isEmpty());
  }

  @Test
  void theSetupSecretExpires() {
    String secret = offered();

    assertCode("setup.secret", () -> setUp(secret, "me", NOW.plus(SetupSecret.VALID_FOR)));
  }

  @Test
  void guessingSecretsIsSlowedDownWhateverTheyAreFor() {
    String secret = offered();
    for (int i = 0; i < 5; i++) {
      String guess = "igs_" + i;
      assertCode("setup.secret", () -> setUp(guess, "me", NOW));
    }

    assertCode("signin.wait", () -> setUp(secret, "me", NOW));
    assertCode("signin.wait", () -> given.signIn.byToken("igt_x", HOME, deed(NOW)));
    assertCode("signin.wait", () -> given.signIn.byLink("igp_x", "x", HOME, deed(NOW)));
    assertCode("signin.wait", () -> given.signIn.recover("x", "y", "root", HOME, deed(NOW)));
    assertCode("signin.token", () -> given.signIn.byToken("igt_x", ELSEWHERE, deed(NOW)));
    setUp(secret, "me", NOW.plusSeconds(3));
  }
}
