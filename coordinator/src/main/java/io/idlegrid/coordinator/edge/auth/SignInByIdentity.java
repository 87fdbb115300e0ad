package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Identity;
import io.idlegrid.coordinator.domain.access.PasswordLink;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.edge.auth.SignIn.SignedIn;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Signs in whom an OpenID provider vouches for. An identity that nobody here knows gets an account
 * by an invitation, or a new one where the coordinator was started so.
 */
public final class SignInByIdentity {

  private static final String WAY = "openid";
  private static final int MOST_NAME_CHARACTERS = 40;

  private final GridStore store;
  private final Identities identities;
  private final Accounts accounts;
  private final SignIn signIn;
  private final GuessBook guesses;

  SignInByIdentity(
      GridStore store, Identities identities, Accounts accounts, SignIn signIn, GuessBook guesses) {
    this.store = store;
    this.identities = identities;
    this.accounts = accounts;
    this.signIn = signIn;
    this.guesses = guesses;
  }

  /**
   * Signs in.
   *
   * @param invitation secret of a link that an administrator made: its account is theirs from now
   *     on
   * @param newcomers role of the account that somebody unknown gets; empty for none
   */
  public SignedIn signIn(
      Vouched who,
      Optional<String> invitation,
      Optional<Role> newcomers,
      Origin origin,
      Deed deed) {
    Optional<Identity> known = identities.find(who);
    if (invitation.isPresent()) {
      return invited(who, known, invitation.get(), origin, deed);
    }
    return known.isPresent()
        ? known(known.get(), origin, deed)
        : newcomer(who, newcomers, origin, deed);
  }

  /**
   * Asks the provider who came back. Strangers make up what they bring along: after a few that came
   * to nothing, the provider is not asked for an address until a wait is over.
   *
   * @param provider throws when it vouches for nobody
   */
  public Vouched ask(Origin origin, Instant now, Supplier<Vouched> provider) {
    return guesses.count(GuessBook.identityKeys(origin.address()), now, provider);
  }

  /** Somebody came back with what the provider, or nobody, would say. */
  public void failed(Origin origin, Instant now) {
    signIn.note("", WAY, false, origin, now);
  }

  private SignedIn known(Identity identity, Origin origin, Deed deed) {
    Account account = open(accounts.require(identity.account()), origin, deed);
    return signIn.start(
        account,
        WAY,
        origin,
        deed,
        Accounts.unchanged(account, Commit.builder())
            .check(
                Table.IDENTITY,
                identity.key(),
                "the identity is the account's",
                row -> row.equals(Optional.of(identity))),
        none -> {});
  }

  /** As with a password, the account's other proofs end: the invitation may have been needed. */
  private SignedIn invited(
      Vouched who, Optional<Identity> before, String secret, Origin origin, Deed deed) {
    PasswordLink link =
        guesses.count(
            GuessBook.secretKeys(origin.address()),
            deed.at(),
            () -> accounts.link(secret, deed.at()));
    Account account = open(accounts.require(link.account()), origin, deed);
    if (before.isPresent() && !before.get().account().equals(account.name())) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "openid.taken",
              "this identity signs in to account " + before.get().account() + " already",
              "choose a password instead, or sign in without the invitation")
          .with("account", before.get().account());
    }
    Identity linked = new Identity(who.issuer(), who.subject(), account.name(), deed.at());
    Commit.Builder commit = Commit.builder();
    Account theirs = Accounts.withoutPassword(account, commit);
    identities.removeAllBut(linked, commit);
    commit
        .check(Table.PASSWORD_LINK, link.hash(), "the invitation is unused", Optional::isPresent)
        .check(Table.IDENTITY, linked.key(), "the identity is nobody else's", before::equals)
        .put(Table.IDENTITY, linked.key(), linked);
    return signIn.start(
        theirs,
        WAY,
        origin,
        deed.about(link.words() + ", an identity of " + who.issuer() + " signs in from now on"),
        commit,
        also -> accounts.endProofs(account.name(), deed.at(), also));
  }

  private SignedIn newcomer(Vouched who, Optional<Role> newcomers, Origin origin, Deed deed) {
    if (newcomers.isEmpty()) {
      failed(origin, deed.at());
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "openid.unknown",
          "no account belongs to this identity",
          "ask an administrator for an invitation, open it, and go on with the provider there");
    }
    if (store.list(Table.ACCOUNT, "", 1).isEmpty()) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "openid.first",
          "this coordinator has no administrator yet",
          "make the first one with the setup secret that it printed");
    }
    Role role = newcomers.get();
    Account account = Accounts.fresh(free(who.name()), Set.of(role), deed.at());
    Identity linked = new Identity(who.issuer(), who.subject(), account.name(), deed.at());
    Commit.Builder commit =
        Commit.builder()
            .absent(Table.ACCOUNT, account.name())
            .put(Table.ACCOUNT, account.name(), account)
            .absent(Table.IDENTITY, linked.key())
            .put(Table.IDENTITY, linked.key(), linked);
    String made =
        "%s: made as %s for an identity of %s"
            .formatted(account.name(), role.name().toLowerCase(Locale.ROOT), who.issuer());
    return signIn.start(account, WAY, origin, deed.about(made), commit, none -> {});
  }

  private Account open(Account account, Origin origin, Deed deed) {
    if (account.isShutOut()) {
      signIn.note(account.name(), WAY, false, origin, deed.at());
      throw Doorkeeper.shutOut(account.name());
    }
    return account;
  }

  /** A name that an account can have, near to what the provider says, and nobody's yet. */
  private String free(String wanted) {
    String plain =
        wanted
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+|-+$", "");
    String name = plain.isEmpty() ? "somebody" : plain;
    name = name.substring(0, Math.min(MOST_NAME_CHARACTERS, name.length()));
    String candidate = name;
    for (int number = 2; accounts.find(candidate).isPresent(); number++) {
      candidate = name + "-" + number;
    }
    return candidate;
  }
}
