package io.idlegrid.coordinator.edge.auth;

import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.HOME;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.NOW;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.PASSWORD;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.assertCode;
import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.deed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which account somebody gets whom an OpenID provider vouches for. */
class SignInByIdentityTest {

  private static final Vouched GRACE = new Vouched("https://id.example.org", "1", "Grace");
  private static final Vouched OTHER = new Vouched("https://id.example.org", "2", "Grace");
  private static final Optional<Role> NOBODY_NEW = Optional.empty();

  private final GivenGatehouse given = new GivenGatehouse();

  private SignIn.SignedIn comes(
      Vouched who, Optional<String> invitation, Optional<Role> newcomers) {
    return given.gatehouse.signInByIdentity().signIn(who, invitation, newcomers, HOME, deed(NOW));
  }

  private SignIn.SignedIn comes(Vouched who) {
    return comes(who, Optional.empty(), NOBODY_NEW);
  }

  private SignIn.SignedIn invited(Vouched who, String account) {
    return comes(who, Optional.of(given.link(account)), NOBODY_NEW);
  }

  @Test
  void nobodyGetsAnAccountWithoutAnInvitationUnlessNewcomersAreWelcome() {
    assertCode("openid.unknown", () -> comes(GRACE));

    assertEquals(
        "grace", comes(GRACE, Optional.empty(), Optional.of(Role.VIEWER)).account().name());
  }

  @Test
  void nobodyIsMadeBeforeTheFirstAdministrator() {
    given.store.commit(List.of(Commit.builder().remove(Table.ACCOUNT, given.admin.name()).build()));

    assertCode("openid.first", () -> comes(GRACE, Optional.empty(), Optional.of(Role.VIEWER)));
  }

  @Test
  void anIdentityHasOneAccount() {
    given.account("ada", "owner");
    given.account("bob", "owner");
    invited(GRACE, "ada");

    assertCode("openid.taken", () -> invited(GRACE, "bob"));
    assertEquals("ada", comes(GRACE).account().name());
  }

  @Test
  void anInvitationIsGoodForOneIdentity() {
    given.account("ada", "owner");
    String link = given.link("ada");
    comes(GRACE, Optional.of(link), NOBODY_NEW);

    assertCode("invitation.invalid", () -> comes(OTHER, Optional.of(link), NOBODY_NEW));
    assertCode("openid.unknown", () -> comes(OTHER));
  }

  /** They may be invited because somebody else has the old password or identity. */
  @Test
  void whoeverIsInvitedTakesTheAccountFromWhoeverHadIt() {
    given.account("ada", "owner");
    given.put(given.accounts.require("ada").withPassword("a hash"));
    invited(OTHER, "ada");

    invited(GRACE, "ada");

    assertEquals("ada", comes(GRACE).account().name());
    assertCode("openid.unknown", () -> comes(OTHER));
    assertFalse(given.accounts.require("ada").password().isPresent());
  }

  @Test
  void aRecoveryTakesTheAccountFromTheIdentityThatHadIt() {
    given.account("ada", "owner");
    SignIn.SignedIn session = invited(GRACE, "ada");

    given.accounts.recover("ada", deed(NOW));

    assertFalse(given.doorkeeper.whoseCookie(session.secret(), NOW).isPresent());
    assertCode("openid.unknown", () -> comes(GRACE));
  }

  @Test
  void aSignInUnderWayFailsWhenTheAccountIsDisabledMeanwhile() {
    given.account("ada", "owner");
    invited(GRACE, "ada");

    given.meanwhile(() -> given.put(given.accounts.require("ada").shutOut(true)));

    assertCode("conflict", () -> comes(GRACE));
    assertCode("account.disabled", () -> comes(GRACE));
  }

  @Test
  void anIdentityIsUnlinkedWhileThereIsAnotherWayToSignIn() {
    given.account("ada", "owner");
    SignIn.SignedIn session = invited(GRACE, "ada");
    String id = Identities.id(given.accounts.identities(given.accounts.require("ada")).get(0));
    assertCode(
        "identity.last", () -> given.accounts.unlink(given.accounts.require("ada"), id, deed(NOW)));

    given.put(given.accounts.require("ada").withPassword("a hash"));
    given.accounts.unlink(given.accounts.require("ada"), id, deed(NOW));

    assertEquals(List.of(), given.accounts.identities(given.accounts.require("ada")));
    assertFalse(given.doorkeeper.whoseCookie(session.secret(), NOW).isPresent());
    assertCode("openid.unknown", () -> comes(GRACE));
  }

  /** Who is put out at the provider would still have the password. */
  @Test
  void whoeverIsVouchedForMakesNoPasswordOfTheirOwn() {
    given.account("ada", "owner");
    invited(GRACE, "ada");

    assertCode(
        "password.openid",
        () ->
            given.accounts.changePassword(
                given.accounts.require("ada"), Optional.empty(), PASSWORD, HOME, deed(NOW)));
  }
}
