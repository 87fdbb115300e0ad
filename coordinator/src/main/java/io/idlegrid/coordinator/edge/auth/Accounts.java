package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Identity;
import io.idlegrid.coordinator.domain.access.PasswordLink;
import io.idlegrid.coordinator.domain.access.Quota;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes accounts and changes them. An account is made and changed only by one of a higher role;
 * administrators are made by whoever has the data folder, and changed by other administrators.
 */
public final class Accounts {

  private static final Duration INVITED_FOR = Duration.ofDays(7);
  private static final Duration RECOVERED_FOR = Duration.ofHours(1);

  private final GridStore store;
  private final AuditTrail audit;
  private final Secrets secrets;
  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Identities identities;
  private final Passwords passwords;
  private final GuessBook guesses;

  Accounts(
      GridStore store,
      AuditTrail audit,
      Secrets secrets,
      Sessions sessions,
      Doorkeeper doorkeeper,
      Identities identities,
      Passwords passwords,
      GuessBook guesses) {
    this.store = store;
    this.audit = audit;
    this.secrets = secrets;
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.identities = identities;
    this.passwords = passwords;
    this.guesses = guesses;
  }

  /** An account by its name. */
  public Optional<Account> find(String name) {
    return Account.isValidName(name) ? store.get(Table.ACCOUNT, name) : Optional.empty();
  }

  /** An account that must be there. */
  public Account require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.NOT_FOUND,
                        "account.unknown",
                        "there is no account '" + name + "'",
                        "see idlegrid user ls")
                    .with("account", name));
  }

  /** Every account after a name. */
  public List<Account> list(String after, int limit) {
    return store.list(Table.ACCOUNT, after, limit);
  }

  /** Adds an account. */
  public Account add(Account by, String name, List<String> roleNames, Deed deed) {
    Account account = fresh(name, roles(roleNames), deed.at());
    requireAbove(by, account.roles(), "make");
    if (store.get(Table.ACCOUNT, name).isPresent()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "account.exists",
              "there is an account '" + name + "' already",
              "choose another name")
          .with("account", name);
    }
    audit.commit(
        Commit.builder().absent(Table.ACCOUNT, name).put(Table.ACCOUNT, name, account), deed);
    return account;
  }

  /**
   * What shall be different; empty parts stay.
   *
   * @param isShutOut whether it shall be disabled
   */
  public record Change(
      Optional<List<String>> roles, Optional<Boolean> isShutOut, Optional<Quota> quota) {}

  /** Changes an account. Whoever loses roles or is shut out is signed out. */
  public Account change(Account by, String name, Change change, Deed deed) {
    Account before = require(name);
    boolean isPeer = by.isPeerAdministratorOf(before);
    if (!isPeer) {
      requireAbove(by, before.roles(), "change");
    }
    Account after = before;
    if (change.roles().isPresent()) {
      Set<Role> wanted = roles(change.roles().get());
      requireAbove(by, wanted, "make");
      after = after.withRoles(wanted);
    }
    after = change.isShutOut().map(after::shutOut).orElse(after);
    after = change.quota().map(after::withQuota).orElse(after);
    Commit.Builder commit = replacing(before, after);
    if (isPeer) {
      // Two who remove each other at the same time would leave nobody.
      unchanged(by, commit);
    }
    return changed(before, after, commit, deed);
  }

  /**
   * Changes an account of whatever role, for whoever has the data folder. They can make another
   * administrator, so that this may remove the last one.
   */
  Account overrule(String name, Change change, Deed deed) {
    Account before = require(name);
    Account after = change.roles().map(Accounts::roles).map(before::withRoles).orElse(before);
    after = change.isShutOut().map(after::shutOut).orElse(after);
    return changed(before, after, replacing(before, after), deed);
  }

  private Account changed(Account before, Account after, Commit.Builder commit, Deed deed) {
    String name = before.name();
    boolean losesRoles = !after.roles().containsAll(before.roles());
    boolean isShutOut = after.isShutOut();
    audit.commit(
        commit,
        also -> {
          if (isShutOut) {
            endProofs(name, deed.at(), also);
            doorkeeper.withdrawAll(name, also);
          } else if (losesRoles) {
            sessions.endAll(name, deed.at(), also);
          }
        },
        deed);
    return after;
  }

  /** A password link's secret, which is known only now. */
  public record Invited(String secret, PasswordLink link) {}

  /** Lets the holder of another account set a password. One's own is changed by knowing it. */
  public Invited invite(Account by, String name, Deed deed) {
    Account account = require(name);
    requireAbove(by, account.roles(), "invite");
    return link(account, INVITED_FOR, unchanged(account, Commit.builder()), any -> {}, deed);
  }

  /**
   * Gives whoever has access to the coordinator's data a way back: to an account that is there, or
   * to a new administrator. Whoever had a way in before has none any more.
   */
  Invited recover(String name, Deed deed) {
    Optional<Account> known = find(name);
    Account after =
        known.orElseGet(() -> fresh(name, Set.of(Role.ADMINISTRATOR), deed.at())).shutOut(false);
    guesses.forgive(name);
    Commit.Builder commit =
        known
            .map(before -> replacing(before, after))
            .orElseGet(
                () -> Commit.builder().absent(Table.ACCOUNT, name).put(Table.ACCOUNT, name, after));
    return link(
        after,
        RECOVERED_FOR,
        FirstStart.withdrawnBy(commit),
        also -> {
          endProofs(name, deed.at(), also);
          doorkeeper.removeAll(name, also);
          identities.removeAll(name, also);
        },
        deed);
  }

  private Invited link(
      Account account,
      Duration validFor,
      Commit.Builder commit,
      Consumer<Commit.Builder> last,
      Deed deed) {
    String secret = secrets.passwordLink();
    PasswordLink link =
        new PasswordLink(
            Secrets.hash(secret),
            account.name(),
            deed.at().plus(validFor),
            Optional.of(deed.who()).filter(who -> !who.isEmpty()));
    audit.commit(commit.put(Table.PASSWORD_LINK, link.hash(), link), last, deed);
    return new Invited(secret, link);
  }

  /** The password link of a secret. */
  PasswordLink link(String secret, Instant now) {
    return store
        .get(Table.PASSWORD_LINK, Secrets.hash(secret))
        .filter(link -> now.isBefore(link.expiresAt()))
        .orElseThrow(
            () ->
                RefusedException.of(
                    Kind.NOT_ALLOWED,
                    "invitation.invalid",
                    "this invitation was used already, has expired, or never was one",
                    "ask for another: idlegrid user invite NAME"));
  }

  /**
   * Sets a password by a link.
   *
   * @param commit changes the account; whoever commits it ends the account's proofs, and the link
   *     with them
   */
  Account redeem(PasswordLink link, String password, Commit.Builder commit) {
    String name = link.account();
    Account before = require(name);
    if (before.isShutOut()) {
      throw Doorkeeper.shutOut(name);
    }
    passwords.requireSound(name, password);
    Account after = before.withPassword(passwords.hash(password));
    replace(before, after, commit)
        .check(Table.PASSWORD_LINK, link.hash(), "the invitation is unused", Optional::isPresent);
    identities.removeAll(name, commit);
    guesses.forgive(name);
    return after;
  }

  /** Sets another password, and ends every session. */
  public void changePassword(
      Account account, Optional<String> current, String password, Origin origin, Deed deed) {
    if (account.password().isEmpty() && !identities.of(account.name()).isEmpty()) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "password.openid",
          "you sign in with an OpenID provider, which a password would outlast",
          "ask an administrator for an invitation if you need a password");
    }
    List<String> keys = GuessBook.keys(account.name(), origin.address(), true);
    guesses.begin(keys, deed.at());
    boolean isRight =
        account.password().isEmpty() || passwords.isOf(Optional.of(account), current.orElse(""));
    if (!isRight) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "password.wrong",
          "this is not your password until now",
          "if you forgot it, ask an administrator for an invitation");
    }
    guesses.succeeded(keys);
    passwords.requireSound(account.name(), password);
    audit.commit(
        replacing(account, account.withPassword(passwords.hash(password))),
        also -> endProofs(account.name(), deed.at(), also),
        deed);
  }

  /** The identities of an OpenID provider that sign in to an account. */
  public List<Identity> identities(Account account) {
    return identities.of(account.name());
  }

  /**
   * An identity signs in no more, and every session ends. The last way to sign in stays.
   *
   * @param id see {@link Identities#id}
   */
  public void unlink(Account account, String id, Deed deed) {
    List<Identity> all = identities(account);
    Identity leaving =
        all.stream()
            .filter(each -> Identities.id(each).equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "identity.unknown",
                            "account %s has no identity %s".formatted(account.name(), id),
                            "see which it has in the portal, under Access")
                        .with("account", account.name())
                        .with("identity", id));
    Optional<Identity> staying = all.stream().filter(each -> !each.equals(leaving)).findFirst();
    if (account.password().isEmpty() && staying.isEmpty()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "identity.last",
              "account %s has no other way to sign in".formatted(account.name()),
              "open an invitation and choose a password there: it takes the identity's place")
          .with("account", account.name());
    }
    Commit.Builder commit =
        unchanged(account, Commit.builder()).remove(Table.IDENTITY, leaving.key());
    staying.ifPresent(
        other ->
            commit.check(
                Table.IDENTITY,
                other.key(),
                "account " + account.name() + " has its other identity",
                Optional::isPresent));
    audit.commit(commit, also -> sessions.endAll(account.name(), deed.at(), also), deed);
  }

  /** Ends the sessions of an account, and the links with which a password could be set. */
  void endProofs(String name, Instant now, Commit.Builder commit) {
    sessions.endAll(name, now, commit);
    for (PasswordLink link : store.all(Table.PASSWORD_LINK)) {
      if (link.account().equals(name)) {
        commit.remove(Table.PASSWORD_LINK, link.hash());
      }
    }
  }

  /** Only as long as an account is what it was when something was decided about it. */
  static Commit.Builder unchanged(Account account, Commit.Builder commit) {
    return commit.check(
        Table.ACCOUNT,
        account.name(),
        "nobody else changed account " + account.name(),
        row -> row.map(account::equals).orElse(false));
  }

  /** An identity takes the place of the password, which may be why somebody was invited. */
  static Account withoutPassword(Account before, Commit.Builder commit) {
    Account after = before.withoutPassword();
    replace(before, after, commit);
    return after;
  }

  private static Commit.Builder replacing(Account before, Account after) {
    return replace(before, after, Commit.builder());
  }

  private static Commit.Builder replace(Account before, Account after, Commit.Builder commit) {
    return unchanged(before, commit).put(Table.ACCOUNT, after.name(), after);
  }

  static Account fresh(String name, Set<Role> roles, Instant now) {
    if (!Account.isValidName(name)) {
      throw RefusedException.invalid(
              "account.name",
              "/name",
              "'" + name + "' cannot be the name of an account",
              "use a-z, 0-9, dot, underscore and dash, at most 63 characters")
          .with("name", name);
    }
    return new Account(name, roles, now);
  }

  private static void requireAbove(Account by, Set<Role> roles, String what) {
    if (!by.isAbove(roles)) {
      throw RefusedException.of(
              Kind.NOT_ALLOWED,
              "access.rank",
              "account %s may not %s accounts of its own or a higher role"
                  .formatted(by.name(), what),
              roles.contains(Role.ADMINISTRATOR)
                  ? "administrators are made on the coordinator's machine: idlegrid user recover NAME"
                  : "ask an administrator")
          .with("account", by.name());
    }
  }

  /** Roles by their names. */
  public static Set<Role> roles(List<String> names) {
    if (names.isEmpty()) {
      throw unknownRole("none");
    }
    return Set.copyOf(names.stream().map(Accounts::role).toList());
  }

  private static Role role(String name) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
        return role;
      }
    }
    throw unknownRole(name);
  }

  private static RefusedException unknownRole(String name) {
    return RefusedException.invalid(
            "account.role",
            "/roles",
            "there is no role '" + name + "'",
            "roles are administrator, operator, submitter, owner and viewer")
        .with("role", name);
  }
}
