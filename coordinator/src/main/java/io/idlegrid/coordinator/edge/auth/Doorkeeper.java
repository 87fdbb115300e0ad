package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Invitation;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who shows a secret, and hands secrets out. */
public final class Doorkeeper {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final int MOST_TOKENS = 1_000;
  private static final int MOST_CODES = 1_000;

  /** As long as a join code is remembered that is good no more. */
  private static final Duration TOLD_FOR = Duration.ofDays(7);

  /** Every request is a use; writing each down would cost a commit each. */
  private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

  private final GridStore store;
  private final Secrets secrets;
  private final Sessions sessions;
  private final AuditTrail audit;
  private final CommitLog commits;
  private final Map<String, DeviceId> devicesByKey = new ConcurrentHashMap<>();
  private final Map<String, DeviceId> removedByKey = new ConcurrentHashMap<>();

  Doorkeeper(
      GridStore store, CommitLog commits, Secrets secrets, Sessions sessions, AuditTrail audit) {
    this.store = store;
    this.commits = commits;
    this.secrets = secrets;
    this.sessions = sessions;
    this.audit = audit;
    store.all(Table.DEVICE).forEach(this::admit);
    store.all(Table.REMOVED).forEach(this::removed);
  }

  /** Who shows a bearer secret; empty when nobody valid does. */
  public Optional<Caller> whoShows(@Nullable String authorization, Instant now) {
    return bearer(authorization)
        .flatMap(
            secret ->
                secret.startsWith("igd_")
                    ? worker(secret)
                    : user(secret, now).map(Caller.class::cast));
  }

  private static Optional<String> bearer(@Nullable String authorization) {
    return Optional.ofNullable(authorization)
        .filter(shown -> shown.startsWith("Bearer "))
        .map(shown -> shown.substring("Bearer ".length()).trim());
  }

  /** The device whose key somebody shows, of those that were removed. */
  public Optional<RemovedDevice> whoWas(@Nullable String authorization) {
    return bearer(authorization)
        .flatMap(key -> Optional.ofNullable(removedByKey.get(Secrets.hash(key))))
        .flatMap(id -> store.get(Table.REMOVED, Table.key(id)));
  }

  /** Who shows a session's cookie; empty when nobody valid does. */
  public Optional<Caller> whoseCookie(@Nullable String secret, Instant now) {
    if (secret == null || secret.isEmpty()) {
      return Optional.empty();
    }
    return sessions
        .find(secret, now)
        .flatMap(
            session ->
                admitted(session.account())
                    .map(
                        account ->
                            new Caller.User(
                                account,
                                new Caller.Proof.BySession(session, Sessions.csrf(secret)))));
  }

  /** Whoever was let in a while ago, as they are now; empty when they would not be let in again. */
  public Optional<Caller.User> again(Caller.User user, Instant now) {
    boolean isGood =
        user.proof() instanceof Caller.Proof.ByToken program
            ? store
                .get(Table.TOKEN, program.token().hash())
                .map(token -> token.isValidAt(now))
                .orElse(false)
            : user.proof() instanceof Caller.Proof.BySession browser
                && sessions.goesOn(browser.session(), now);
    return isGood
        ? admitted(user.account().name()).map(account -> new Caller.User(account, user.proof()))
        : Optional.empty();
  }

  private Optional<Caller> worker(String key) {
    return Optional.ofNullable(devicesByKey.get(Secrets.hash(key)))
        .flatMap(id -> store.get(Table.DEVICE, Table.key(id)))
        .filter(device -> admitted(device.owner()).isPresent())
        .map(Caller.Worker::new);
  }

  /** Whether a device whose key was good a moment ago may still come in. */
  public boolean isAdmitted(DeviceId id) {
    return store
        .get(Table.DEVICE, Table.key(id))
        .map(device -> admitted(device.owner()).isPresent())
        .orElse(false);
  }

  private Optional<Caller.User> user(String secret, Instant now) {
    return token(secret, now)
        .map(shown -> new Caller.User(shown.account(), new Caller.Proof.ByToken(shown.token())));
  }

  /** A valid token and its account. */
  record Shown(Token token, Account account) {}

  /** The token of a secret, noted as used; empty when it is none, or its account is shut out. */
  Optional<Shown> token(String secret, Instant now) {
    Optional<Token> token =
        store.get(Table.TOKEN, Secrets.hash(secret)).filter(each -> each.isValidAt(now));
    token
        .filter(each -> each.lastUsedAt().map(last -> isLongAgo(last, now)).orElse(true))
        .ifPresent(each -> noteUse(each.usedAt(now)));
    return token.flatMap(each -> admitted(each.account()).map(account -> new Shown(each, account)));
  }

  private Optional<Account> admitted(String name) {
    return store.get(Table.ACCOUNT, name).filter(account -> !account.isShutOut());
  }

  private static boolean isLongAgo(Instant last, Instant now) {
    return now.isAfter(last.plus(NOTE_EVERY));
  }

  /** A token that is removed meanwhile stays removed. */
  private void noteUse(Token used) {
    commits
        .append(
            Commit.builder()
                .check(Table.TOKEN, used.hash(), "the token is valid", Optional::isPresent)
                .put(Table.TOKEN, used.hash(), used)
                .build())
        .thenAccept(fate -> LOG.debug("use of a token noted: {}", fate.kind()));
  }

  static RefusedException shutOut(String account) {
    return RefusedException.of(
            Kind.NOT_ALLOWED,
            "account.disabled",
            "account " + account + " was disabled",
            "ask an administrator")
        .with("account", account);
  }

  /** A token and its secret, which is known only now. */
  public record NewToken(String secret, Token token) {}

  /** Adds a token to an account, unless that is changed meanwhile. */
  public NewToken addToken(
      Account account, String label, Optional<Duration> validFor, Set<Scope> scopes, Deed deed) {
    NewToken token =
        newToken(
            secrets.token(),
            account.name(),
            label,
            validFor,
            scopes,
            deed.at(),
            minter(account, deed));
    Commit.Builder commit =
        Accounts.unchanged(account, Commit.builder())
            .put(Table.TOKEN, token.token().hash(), token.token());
    makeRoom(account.name(), deed.at(), commit);
    audit.commit(commit, deed);
    return token;
  }

  /** What has expired goes; so that nobody fills the table, there is a most of what has not. */
  private void makeRoom(String account, Instant now, Commit.Builder commit) {
    List<Token> all = tokens(account);
    List<Token> expired = all.stream().filter(each -> !each.isValidAt(now)).toList();
    expired.forEach(each -> commit.remove(Table.TOKEN, each.hash()));
    if (all.size() - expired.size() >= MOST_TOKENS) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "token.too-many",
              "account %s has %d tokens, as many as it may".formatted(account, MOST_TOKENS),
              "remove those that nobody uses: idlegrid token ls, idlegrid token rm ID")
          .with("most", MOST_TOKENS);
    }
  }

  private static Optional<String> minter(Account account, Deed deed) {
    return Optional.of(deed.who()).filter(who -> !who.isEmpty() && !who.equals(account.name()));
  }

  /** The tokens of an account. */
  public List<Token> tokens(String account) {
    return allTokens().stream().filter(token -> token.account().equals(account)).toList();
  }

  /** Removes the token of an account whose hash starts with an id. */
  public void removeToken(String account, String id, Deed deed) {
    Token token =
        tokens(account).stream()
            .filter(each -> each.hash().startsWith(id) && id.length() >= 8)
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "token.unknown",
                            "account " + account + " has no token " + id,
                            "see idlegrid token ls")
                        .with("account", account)
                        .with("token", id));
    audit.commit(
        Commit.builder().remove(Table.TOKEN, token.hash()),
        also -> sessions.endThoseOf(token, also),
        deed);
  }

  /** Removes all tokens and join codes of an account; its sessions are ended elsewhere. */
  void removeAll(String account, Commit.Builder commit) {
    tokens(account).forEach(token -> commit.remove(Table.TOKEN, token.hash()));
    withdrawAll(account, commit);
  }

  /** Takes all join codes of an account back. */
  void withdrawAll(String account, Commit.Builder commit) {
    allInvitations().stream()
        .filter(each -> each.owner().equals(account))
        .forEach(each -> commit.remove(Table.INVITATION, each.hash()));
  }

  /** A join code and what is kept of it. */
  public record NewInvitation(String code, Invitation invitation) {}

  /**
   * Makes a join code for devices of an account.
   *
   * @param needsApproval whether somebody looks at each device before it gets anything
   */
  public NewInvitation invite(
      String owner, int uses, Duration validFor, boolean needsApproval, Deed deed) {
    String code = secrets.code();
    Invitation invitation =
        new Invitation(Secrets.hash(code), owner, uses, deed.at().plus(validFor), needsApproval);
    Commit.Builder commit = Commit.builder().put(Table.INVITATION, invitation.hash(), invitation);
    makeRoom(owner, deed.at(), commit, allInvitations());
    audit.commit(commit, deed);
    return new NewInvitation(code, invitation);
  }

  /** What opens no door any more goes; there is a most of what does. */
  private static void makeRoom(
      String owner, Instant now, Commit.Builder commit, List<Invitation> all) {
    List<Invitation> theirs = all.stream().filter(each -> each.owner().equals(owner)).toList();
    // Whoever shows one that just expired is told so.
    theirs.stream()
        .filter(each -> each.expiresAt().isBefore(now.minus(TOLD_FOR)))
        .forEach(each -> commit.remove(Table.INVITATION, each.hash()));
    long good = theirs.stream().filter(each -> each.judge(now) == Invitation.Verdict.GOOD).count();
    if (good >= MOST_CODES) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "invitation.too-many",
              "account %s has %d join codes, as many as it may".formatted(owner, MOST_CODES),
              "take some back, or make one for several devices: idlegrid join-code ls")
          .with("most", MOST_CODES);
    }
  }

  /** Join codes that still open the door. */
  public List<Invitation> invitations(Instant now) {
    return allInvitations().stream()
        .filter(each -> each.judge(now) == Invitation.Verdict.GOOD)
        .toList();
  }

  private List<Invitation> allInvitations() {
    List<Invitation> all = new ArrayList<>();
    store.all(Table.INVITATION).forEach(all::add);
    return all;
  }

  /** Takes a join code back. */
  public void withdraw(Invitation invitation, Deed deed) {
    audit.commit(Commit.builder().remove(Table.INVITATION, invitation.hash()), deed);
  }

  /**
   * A device that is about to join.
   *
   * @param key told to the device and to nobody else
   * @param commit uses up the join code; to be committed with the device
   */
  public record Joining(Device device, String key, Commit.Builder commit) {}

  /** Lets a device in that shows a join code. */
  public Joining join(String code, String name, Instant now) {
    Invitation invitation =
        store
            .get(Table.INVITATION, Secrets.hash(code))
            .orElseThrow(() -> refusedCode("join.code", "this is not a join code of this grid"));
    switch (invitation.judge(now)) {
      case GOOD -> {}
      case EXPIRED ->
          throw refusedCode("join.expired", "the join code expired at " + invitation.expiresAt())
              .with("at", invitation.expiresAt());
      case USED_UP ->
          throw refusedCode("join.used-up", "the join code was used by all its devices");
    }
    boolean mayInvite =
        admitted(invitation.owner()).map(each -> each.may(Right.INVITE_DEVICES)).orElse(false);
    if (!mayInvite) {
      throw refusedCode(
              "join.owner", "account " + invitation.owner() + " may not add devices any more")
          .with("account", invitation.owner());
    }
    String key = secrets.deviceKey();
    Device device =
        new Device(
            new DeviceId("d-" + secrets.id(10)),
            invitation.owner(),
            name,
            Secrets.hash(key),
            now,
            Optional.empty(),
            invitation.needsApproval() ? Duty.PENDING : Duty.LEND,
            Device.DEFAULT_RISK);
    Commit.Builder commit =
        Commit.builder()
            .check(
                Table.INVITATION,
                invitation.hash(),
                "the join code has uses left",
                row -> row.map(left -> left.usesLeft() == invitation.usesLeft()).orElse(false))
            .put(Table.INVITATION, invitation.hash(), invitation.usedOnce());
    return new Joining(device, key, commit);
  }

  /** A device has joined: its key opens the door from now on. */
  public void admit(Device device) {
    devicesByKey.put(device.keyHash(), device.id());
  }

  /** A device was removed: its key opens nothing any more, and who shows it is told so. */
  public void removed(RemovedDevice device) {
    removedByKey.put(device.keyHash(), device.id());
    devicesByKey.remove(device.keyHash());
  }

  /** A device is gone: its key opens nothing any more. */
  public void expel(Device device) {
    devicesByKey.remove(device.keyHash());
  }

  private List<Token> allTokens() {
    return store.list(Table.TOKEN, "", Integer.MAX_VALUE);
  }

  static NewToken newToken(
      String secret,
      String account,
      String label,
      Optional<Duration> validFor,
      Set<Scope> scopes,
      Instant now,
      Optional<String> mintedBy) {
    return new NewToken(
        secret,
        new Token(
            Secrets.hash(secret),
            account,
            label,
            now,
            validFor.map(now::plus),
            Optional.of(Set.copyOf(scopes)),
            Optional.empty(),
            mintedBy));
  }

  private static RefusedException refusedCode(String code, String detail) {
    return RefusedException.of(
        Kind.NOT_ALLOWED, code, detail, "ask the grid's operator for idlegrid device invite");
  }
}
