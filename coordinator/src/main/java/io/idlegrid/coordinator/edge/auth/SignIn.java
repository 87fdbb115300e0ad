package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.LoginTry;
import io.idlegrid.coordinator.domain.access.PasswordLink;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Session;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Signs people in: by password, by token, by invitation. Every try is noted. */
public final class SignIn {

  private final Accounts accounts;
  private final Doorkeeper doorkeeper;
  private final FirstStart firstStart;
  private final Sessions sessions;
  private final Passwords passwords;
  private final GuessBook guesses;
  private final LoginBook logins;
  private final AuditTrail audit;

  SignIn(
      Accounts accounts,
      Doorkeeper doorkeeper,
      FirstStart firstStart,
      Sessions sessions,
      Passwords passwords,
      GuessBook guesses,
      LoginBook logins,
      AuditTrail audit) {
    this.accounts = accounts;
    this.doorkeeper = doorkeeper;
    this.firstStart = firstStart;
    this.sessions = sessions;
    this.passwords = passwords;
    this.guesses = guesses;
    this.logins = logins;
    this.audit = audit;
  }

  /**
   * Somebody who signed in with a browser.
   *
   * @param secret of the cookie
   * @param csrf what requests that change something must show as well
   */
  public record SignedIn(Account account, Session session, String secret, String csrf) {}

  /** Signs in with a password. */
  public SignedIn byPassword(String name, String password, Origin origin, Deed deed) {
    return start(prove(name, password, origin, deed.at()), "password", origin, deed);
  }

  /** Gives a token for a password. */
  public Doorkeeper.NewToken token(
      String name,
      String password,
      String label,
      Optional<Duration> validFor,
      Set<Scope> scopes,
      Origin origin,
      Deed deed) {
    Account account = prove(name, password, origin, deed.at());
    note(account.name(), "password", true, origin, deed.at());
    return doorkeeper.addToken(account, label, validFor, scopes, by(deed, account));
  }

  /** Signs in with a token that may be used for everything; the session ends with the token. */
  public SignedIn byToken(String secret, Origin origin, Deed deed) {
    Instant now = deed.at();
    Doorkeeper.Shown shown =
        guesses.count(
            GuessBook.secretKeys(origin.address()), now, () -> shown(secret, origin, now));
    Token token = shown.token();
    if (!token.scopes().contains(Scope.ALL)) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "access.scope",
          "a token of limited scope does not sign a browser in",
          "make one without --scope, or sign in with your password");
    }
    Account account = shown.account();
    Commit.Builder commit =
        Accounts.unchanged(account, Commit.builder())
            .check(Table.TOKEN, token.hash(), "the token is valid", Optional::isPresent);
    return start(account, Optional.of(token), "token", origin, deed, commit, none -> {});
  }

  private Doorkeeper.Shown shown(String secret, Origin origin, Instant now) {
    Optional<Doorkeeper.Shown> shown = doorkeeper.token(secret, now);
    if (shown.isEmpty()) {
      note("", "token", false, origin, now);
    }
    return shown.orElseThrow(
        () ->
            RefusedException.of(
                Kind.UNKNOWN_CALLER,
                "signin.token",
                "this is no valid token",
                "idlegrid token create makes one"));
  }

  /** Sets a password by an invitation, and signs in. */
  public SignedIn byLink(String secret, String password, Origin origin, Deed deed) {
    PasswordLink link =
        guesses.count(
            GuessBook.secretKeys(origin.address()),
            deed.at(),
            () -> accounts.link(secret, deed.at()));
    Commit.Builder commit = Commit.builder();
    Account account = accounts.redeem(link, password, commit);
    return start(
        account,
        "invitation",
        origin,
        deed.about(link.words()),
        commit,
        also -> accounts.endProofs(account.name(), deed.at(), also));
  }

  /** Gives whoever shows the secret of the data folder a way back to an account. */
  public Accounts.Invited recover(
      String shown, String hostSecret, String name, Origin origin, Deed deed) {
    guesses.count(
        GuessBook.secretKeys(origin.address()), deed.at(), () -> requireSame(hostSecret, shown));
    return accounts.recover(name, deed);
  }

  /** Changes an account for whoever shows the secret of the data folder. */
  public Account overrule(
      String shown,
      String hostSecret,
      String name,
      Accounts.Change change,
      Origin origin,
      Deed deed) {
    guesses.count(
        GuessBook.secretKeys(origin.address()), deed.at(), () -> requireSame(hostSecret, shown));
    return accounts.overrule(name, change, deed);
  }

  private static String requireSame(String expected, String shown) {
    boolean isSame =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    if (!isSame) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "recovery.secret",
          "this is not the secret in the coordinator's data folder",
          "run idlegrid user recover on the coordinator's machine, as its user");
    }
    return expected;
  }

  /** Makes the first administrator. */
  public Doorkeeper.NewToken setUp(
      String secret, String name, Optional<String> password, Origin origin, Deed deed) {
    Doorkeeper.NewToken token = firstStart.setUp(secret, name, password, origin, deed);
    note(name, "setup", true, origin, deed.at());
    return token;
  }

  /** Sessions of an account that go on. */
  public List<Session> sessions(String account, Instant now) {
    return sessions.of(account, now);
  }

  /** Ends a session of an account, by the start of its hash. */
  public void end(String account, String id, Deed deed) {
    Session session = sessions.of(account, id, deed.at());
    audit.commit(Commit.builder().remove(Table.SESSION, session.hash()), deed);
  }

  /** Every other path takes as long: whether there is an account cannot be told from outside. */
  private Account prove(String name, String password, Origin origin, Instant now) {
    Optional<Account> account = accounts.find(name);
    List<String> keys =
        GuessBook.keys(name, origin.address(), logins.knows(name, origin.address()));
    guesses.begin(keys, now);
    if (!passwords.isOf(account, password)) {
      note(account.map(Account::name).orElse(""), "password", false, origin, now);
      throw RefusedException.of(
          Kind.UNKNOWN_CALLER,
          "signin.wrong",
          "there is no such account with this password",
          "look for capital letters and the keyboard's language; an administrator can invite you"
              + " anew");
    }
    guesses.succeeded(keys);
    Account found = account.orElseThrow();
    if (found.isShutOut()) {
      note(found.name(), "password", false, origin, now);
      throw Doorkeeper.shutOut(found.name());
    }
    return found;
  }

  private SignedIn start(Account account, String way, Origin origin, Deed deed) {
    return start(
        account, way, origin, deed, Accounts.unchanged(account, Commit.builder()), none -> {});
  }

  /**
   * Starts a session.
   *
   * @param commit fails when what was proved does not hold any more
   */
  SignedIn start(
      Account account,
      String way,
      Origin origin,
      Deed deed,
      Commit.Builder commit,
      Consumer<Commit.Builder> last) {
    return start(account, Optional.empty(), way, origin, deed, commit, last);
  }

  private SignedIn start(
      Account account,
      Optional<Token> token,
      String way,
      Origin origin,
      Deed deed,
      Commit.Builder commit,
      Consumer<Commit.Builder> last) {
    Sessions.Started started = sessions.start(account.name(), token, origin, deed.at(), commit);
    audit.commit(commit, last, by(deed, account));
    note(account.name(), way, true, origin, deed.at());
    return new SignedIn(
        account, started.session(), started.secret(), Sessions.csrf(started.secret()));
  }

  private static Deed by(Deed deed, Account account) {
    return new Deed(
        deed.at(),
        account.name(),
        deed.how(),
        deed.action(),
        deed.target().isEmpty() ? account.name() : deed.target(),
        deed.from(),
        deed.outcome());
  }

  void note(String account, String way, boolean isSuccess, Origin origin, Instant now) {
    logins.note(new LoginTry(now, account, origin.address(), origin.client(), way, isSuccess));
  }
}
