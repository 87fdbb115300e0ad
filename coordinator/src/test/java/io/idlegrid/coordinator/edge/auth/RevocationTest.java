package io.idlegrid.coordinator.edge.auth;

import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.ELSEWHERE;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.HOME;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.NOW;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.PASSWORD;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.assertCode;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.deed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was taken away stays away, whatever was under way. */
class RevocationTest {

  private static final String OTHER_PASSWORD = "another long password";
  private static final Duration DAY = Duration.ofDays(1);

  private final GivenGatehouse given = new GivenGatehouse();

  private void changePassword() {
    given.accounts.changePassword(
        given.accounts.require("ada"), Optional.of(PASSWORD), OTHER_PASSWORD, HOME, deed(NOW));
  }

  private boolean goesOn(SignIn.SignedIn session, Instant at) {
    return given.doorkeeper.whoseCookie(session.secret(), at).isPresent();
  }

  @Test
  void redeemingALinkDoesNotUndoWhatHappenedMeanwhile() {
    Account ada = given.account("ada", "owner");
    String link = given.link("ada");

    given.meanwhile(() -> given.put(ada.shutOut(true)));

    assertCode("conflict", () -> given.signIn.byLink(link, PASSWORD, HOME, deed(NOW)));
    assertTrue(given.accounts.require("ada").isShutOut());
  }

  @Test
  void aRecoveryDoesNotUndoWhatHappenedMeanwhile() {
    Account ada = given.account("ada", "operator");

    given.meanwhile(() -> given.put(ada.withRoles(Set.of(Role.VIEWER))));

    assertCode("conflict", () -> given.accounts.recover("ada", deed(NOW)));
    assertEquals(Set.of(Role.VIEWER), given.accounts.require("ada").roles());
  }

  @Test
  void aSignInUnderWayFailsWhenTheAccountChangesMeanwhile() {
    given.ada();
    String token = given.token("ada", Optional.empty());
    Account ada = given.accounts.require("ada");
    Runnable change = () -> given.put(ada.withPassword("$argon2id$changed"));

    given.meanwhile(change);
    assertCode("conflict", () -> given.signIn.byPassword("ada", PASSWORD, HOME, deed(NOW)));

    given.put(ada);
    given.meanwhile(change);
    assertCode(
        "conflict",
        () ->
            given.signIn.token(
                "ada", PASSWORD, "x", Optional.empty(), Set.of(Scope.ALL), HOME, deed(NOW)));

    given.put(ada);
    given.shows(token, NOW);
    given.meanwhile(change);
    assertCode("conflict", () -> given.signIn.byToken(token, HOME, deed(NOW)));
  }

  @Test
  void aNewPasswordTakesOpenLinksBack() {
    given.ada();
    String link = given.link("ada");

    changePassword();

    assertCode(
        "invitation.invalid", () -> given.signIn.byLink(link, PASSWORD, ELSEWHERE, deed(NOW)));
  }

  @Test
  void oneLinkThatIsRedeemedTakesTheOthersBack() {
    given.account("ada", "owner");
    String first = given.link("ada");
    String second = given.link("ada");

    given.signIn.byLink(second, PASSWORD, HOME, deed(NOW));

    assertCode(
        "invitation.invalid", () -> given.signIn.byLink(first, PASSWORD, ELSEWHERE, deed(NOW)));
  }

  @Test
  void nobodyInvitesThemselves() {
    Account oscar = given.account("oscar", "operator");

    assertCode("access.rank", () -> given.accounts.invite(oscar, "oscar", deed(NOW)));
    assertCode("access.rank", () -> given.accounts.invite(given.admin, "admin", deed(NOW)));
  }

  @Test
  void aRecoveryLeavesNoOtherWayIn() {
    SignIn.SignedIn session = given.ada();
    String token = given.token("ada", Optional.empty());
    String link = given.link("ada");
    String code = given.doorkeeper.invite("ada", 5, DAY, false, deed(NOW)).code();

    given.accounts.recover("ada", deed(NOW));

    assertFalse(goesOn(session, NOW));
    assertFalse(given.shows(token, NOW));
    assertCode(
        "invitation.invalid", () -> given.signIn.byLink(link, PASSWORD, ELSEWHERE, deed(NOW)));
    assertCode("join.code", () -> given.doorkeeper.join(code, "cam", NOW));
  }

  @Test
  void devicesOfADisabledOwnerAreShutOutAndItsJoinCodesAreGone() {
    given.account("ada", "owner");
    String code = given.doorkeeper.invite("ada", 5, DAY, false, deed(NOW)).code();
    Doorkeeper.Joining joining = given.doorkeeper.join(code, "cam", NOW);
    Device device = joining.device();
    given.store.commit(
        List.of(Commit.builder().put(Table.DEVICE, Table.key(device.id()), device).build()));
    given.doorkeeper.admit(device);
    assertTrue(given.shows(joining.key(), NOW));

    given.shutOut("ada");

    assertFalse(given.shows(joining.key(), NOW));
    assertCode("join.code", () -> given.doorkeeper.join(code, "cam", NOW));
    given.change(given.admin, "ada", Optional.empty(), Optional.of(false));
    assertTrue(given.shows(joining.key(), NOW), "the device stays the owner's");
  }

  @Test
  void whoeverMayNotInviteDevicesAnyMoreHasNoJoinCodes() {
    given.account("ada", "owner");
    String code = given.doorkeeper.invite("ada", 5, DAY, false, deed(NOW)).code();

    given.change(given.admin, "ada", Optional.of(List.of("viewer")), Optional.empty());

    assertCode("join.owner", () -> given.doorkeeper.join(code, "cam", NOW));
  }

  @Test
  void aSessionEndsWithTheTokenThatStartedIt() {
    given.account("ada", "owner");
    SignIn.SignedIn brief =
        given.signIn.byToken(given.token("ada", Optional.of(Duration.ofHours(2))), HOME, deed(NOW));
    String token = given.token("ada", Optional.empty());
    SignIn.SignedIn endless = given.signIn.byToken(token, HOME, deed(NOW));

    assertTrue(goesOn(brief, NOW.plus(Duration.ofMinutes(119))));
    assertFalse(goesOn(brief, NOW.plus(Duration.ofHours(2))));
    assertTrue(goesOn(endless, NOW.plus(Duration.ofHours(2))));
    given.doorkeeper.removeToken("ada", Secrets.hash(token).substring(0, 12), deed(NOW));
    assertFalse(goesOn(endless, NOW));
  }

  @Test
  void whatATokenMakesEndsNoLaterThanItself() {
    given.account("ada", "owner");
    Caller.User user =
        (Caller.User)
            given
                .doorkeeper
                .whoShows("Bearer " + given.token("ada", Optional.of(DAY)), NOW)
                .orElseThrow();

    assertEquals(Optional.of(DAY), user.capped(Optional.empty(), NOW));
    assertEquals(Optional.of(DAY), user.capped(Optional.of(DAY.multipliedBy(9)), NOW));
    assertEquals(Optional.of(DAY.dividedBy(2)), user.capped(Optional.of(DAY.dividedBy(2)), NOW));
  }

  @Test
  void administratorsAreRemovedByOneAnotherButNotByThemselves() {
    given.put(new Account("ada", Set.of(Role.ADMINISTRATOR), NOW));
    Optional<List<String>> viewer = Optional.of(List.of("viewer"));

    assertCode("access.rank", () -> given.change(given.admin, "admin", viewer, Optional.empty()));
    given.change(given.admin, "ada", viewer, Optional.empty());

    assertEquals(Set.of(Role.VIEWER), given.accounts.require("ada").roles());
    assertCode(
        "access.rank",
        () ->
            given.change(
                given.admin, "ada", Optional.of(List.of("administrator")), Optional.empty()));
  }

  @Test
  void twoAdministratorsDoNotRemoveEachOther() {
    Account ada = given.put(new Account("ada", Set.of(Role.ADMINISTRATOR), NOW));

    given.meanwhile(() -> given.put(given.admin.shutOut(true)));

    assertCode("conflict", () -> given.shutOut("ada"));
    assertEquals(ada, given.accounts.require("ada"));
  }

  @Test
  void whoeverWatchesIsAskedAgain() {
    SignIn.SignedIn session = given.ada();
    Caller.User browser =
        (Caller.User) given.doorkeeper.whoseCookie(session.secret(), NOW).orElseThrow();
    String token = given.token("ada", Optional.empty());
    Caller.User program =
        (Caller.User) given.doorkeeper.whoShows("Bearer " + token, NOW).orElseThrow();
    assertTrue(given.doorkeeper.again(browser, NOW).isPresent());
    assertTrue(given.doorkeeper.again(program, NOW).isPresent());

    changePassword();
    given.doorkeeper.removeToken("ada", Secrets.hash(token).substring(0, 12), deed(NOW));

    assertTrue(given.doorkeeper.again(browser, NOW).isEmpty());
    assertTrue(given.doorkeeper.again(program, NOW).isEmpty());
  }
}
