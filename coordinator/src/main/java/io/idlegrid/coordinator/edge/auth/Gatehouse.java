package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Quotas;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Everything about who may do what, put together. */
public final class Gatehouse {

  private final Doorkeeper doorkeeper;
  private final Accounts accounts;
  private final SignIn signIn;
  private final SignInByIdentity signInByIdentity;
  private final FirstStart firstStart;
  private final LoginBook logins;
  private final AuditTrail audit;
  private final Usage usage;
  private final Census census;
  private final UnitQuotas quotas;

  public Gatehouse(GridStore store, CommitLog log, BlobStore blobs, Secrets secrets) {
    quotas = new UnitQuotas(store);
    CommitLog commits = quotas.watching(log);
    audit = new AuditTrail(store, commits);
    logins = new LoginBook(store, commits);
    census = new Census(store, logins);
    usage = new Usage(store, commits, new ResultBytes(store, blobs), new ImageBytes(store));
    Durably durably = new Durably(commits);
    Sessions sessions = new Sessions(store, durably, secrets);
    Passwords passwords = new Passwords(secrets.token());
    GuessBook guesses = new GuessBook();
    Identities identities = new Identities(store);
    doorkeeper = new Doorkeeper(store, commits, secrets, sessions, audit);
    firstStart = new FirstStart(store, durably, secrets, passwords, guesses, audit);
    accounts =
        new Accounts(store, audit, secrets, sessions, doorkeeper, identities, passwords, guesses);
    signIn =
        new SignIn(accounts, doorkeeper, firstStart, sessions, passwords, guesses, logins, audit);
    signInByIdentity = new SignInByIdentity(store, identities, accounts, signIn, guesses);
  }

  public Doorkeeper doorkeeper() {
    return doorkeeper;
  }

  public Accounts accounts() {
    return accounts;
  }

  public SignIn signIn() {
    return signIn;
  }

  public SignInByIdentity signInByIdentity() {
    return signInByIdentity;
  }

  public FirstStart firstStart() {
    return firstStart;
  }

  public LoginBook logins() {
    return logins;
  }

  public AuditTrail audit() {
    return audit;
  }

  public Usage usage() {
    return usage;
  }

  public Census census() {
    return census;
  }

  /**
   * Counts what jobs that are not over made so far, and tells the match how much more they may.
   *
   * @param made bytes of outputs by account
   */
  public void made(Map<String, Long> made, Instant now) {
    usage.made(made);
    Map<String, Long> most = new HashMap<>();
    for (String account : made.keySet()) {
      accounts
          .find(account)
          .flatMap(known -> known.quota().storageBytes())
          .ifPresent(
              quota -> most.put(account, quota - usage.storage(account, now) + made.get(account)));
    }
    quotas.outputBytes(most);
  }

  /** What the match asks of accounts. */
  public Quotas quotas() {
    return quotas;
  }
}
