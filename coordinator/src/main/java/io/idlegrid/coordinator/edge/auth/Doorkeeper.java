package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Invitation;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells who shows a secret, and hands secrets out. */
public final class Doorkeeper {

  private static final String SETUP = "setup";
  private static final int PAGE = 500;

  private final GridStore store;
  private final Durably durably;
  private final Secrets secrets;
  private final Map<String, DeviceId> devicesByKey = new ConcurrentHashMap<>();

  public Doorkeeper(GridStore store, Durably durably, Secrets secrets) {
    this.store = store;
    this.durably = durably;
    this.secrets = secrets;
    rememberDevices();
  }

  /** Who shows a bearer secret; empty when nobody valid does. */
  public Optional<Caller> whoShows(@Nullable String authorization, Instant now) {
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return Optional.empty();
    }
    String secret = authorization.substring("Bearer ".length()).trim();
    return secret.startsWith("igd_") ? worker(secret) : user(secret, now);
  }

  private Optional<Caller> worker(String key) {
    return Optional.ofNullable(devicesByKey.get(Secrets.hash(key)))
        .flatMap(id -> store.get(Table.DEVICE, Table.key(id)))
        .map(Caller.Worker::new);
  }

  private Optional<Caller> user(String secret, Instant now) {
    return store
        .get(Table.TOKEN, Secrets.hash(secret))
        .filter(token -> token.isValidAt(now) && !token.account().isEmpty())
        .flatMap(token -> store.get(Table.ACCOUNT, token.account()))
        .map(Caller.User::new);
  }

  /** The one-time secret that makes the first administrator; only on data without accounts. */
  public Optional<String> offerSetup(Instant now) {
    if (!store.list(Table.ACCOUNT, "", 1).isEmpty()) {
      return Optional.empty();
    }
    Commit.Builder commit = Commit.builder();
    store.list(Table.TOKEN, "", PAGE).stream()
        .filter(token -> token.label().equals(SETUP))
        .forEach(token -> commit.remove(Table.TOKEN, token.hash()));
    String secret = "igs_" + secrets.code();
    Token token = new Token(Secrets.hash(secret), "", SETUP, now, Optional.empty());
    durably.commit(commit.put(Table.TOKEN, token.hash(), token).build());
    return Optional.of(secret);
  }

  /** Makes the first administrator. */
  public NewToken setUp(String secret, String name, Instant now) {
    String hash = Secrets.hash(secret);
    boolean isGood =
        store.get(Table.TOKEN, hash).map(token -> token.label().equals(SETUP)).orElse(false);
    if (!isGood) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "setup.secret",
          "this is not the setup secret, or it was used already",
          "the coordinator prints it at its first start");
    }
    Account account = account(name, Set.of(Role.ADMINISTRATOR), now);
    NewToken token = newToken(account.name(), "setup of " + account.name(), Optional.empty(), now);
    Commit commit =
        Commit.builder()
            .check(Table.TOKEN, hash, "the setup secret is unused", Optional::isPresent)
            .remove(Table.TOKEN, hash)
            .put(Table.ACCOUNT, account.name(), account)
            .put(Table.TOKEN, token.token().hash(), token.token())
            .build();
    durably.commit(commit);
    return token;
  }

  /** Adds an account. */
  public Account addAccount(String name, List<String> roleNames, Instant now) {
    Account account = account(name, roles(roleNames), now);
    if (store.get(Table.ACCOUNT, name).isPresent()) {
      throw RefusedException.of(
          Kind.CONFLICT,
          "account.exists",
          "there is an account '" + name + "' already",
          "choose another name");
    }
    durably.commit(
        Commit.builder().absent(Table.ACCOUNT, name).put(Table.ACCOUNT, name, account).build());
    return account;
  }

  /** An account by its name. */
  public Optional<Account> account(String name) {
    return store.get(Table.ACCOUNT, name);
  }

  /** Every account after a name. */
  public List<Account> accounts(String after, int limit) {
    return store.list(Table.ACCOUNT, after, limit);
  }

  /** A token and its secret, which is known only now. */
  public record NewToken(String secret, Token token) {}

  /** Adds a token to an account. */
  public NewToken addToken(String account, String label, Optional<Duration> validFor, Instant now) {
    NewToken token = newToken(account, label, validFor, now);
    durably.commit(Commit.builder().put(Table.TOKEN, token.token().hash(), token.token()).build());
    return token;
  }

  /** The tokens of an account. */
  public List<Token> tokens(String account) {
    return allTokens().stream().filter(token -> token.account().equals(account)).toList();
  }

  /** Removes the token of an account whose hash starts with an id. */
  public void removeToken(String account, String id) {
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
                        "see idlegrid token ls"));
    durably.commit(Commit.builder().remove(Table.TOKEN, token.hash()).build());
  }

  /** A join code and what is kept of it. */
  public record NewInvitation(String code, Invitation invitation) {}

  /** Makes a join code for devices of an account. */
  public NewInvitation invite(String owner, int uses, Duration validFor, Instant now) {
    String code = secrets.code();
    Invitation invitation = new Invitation(Secrets.hash(code), owner, uses, now.plus(validFor));
    durably.commit(Commit.builder().put(Table.INVITATION, invitation.hash(), invitation).build());
    return new NewInvitation(code, invitation);
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
          throw refusedCode("join.expired", "the join code expired at " + invitation.expiresAt());
      case USED_UP ->
          throw refusedCode("join.used-up", "the join code was used by all its devices");
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
            Duty.LEND,
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

  /** A device is gone: its key opens nothing any more. */
  public void expel(Device device) {
    devicesByKey.remove(device.keyHash());
  }

  private void rememberDevices() {
    String after = "";
    List<Device> page = store.list(Table.DEVICE, after, PAGE);
    while (!page.isEmpty()) {
      for (Device device : page) {
        admit(device);
        after = Table.key(device.id());
      }
      page = store.list(Table.DEVICE, after, PAGE);
    }
  }

  private List<Token> allTokens() {
    return store.list(Table.TOKEN, "", Integer.MAX_VALUE);
  }

  private NewToken newToken(
      String account, String label, Optional<Duration> validFor, Instant now) {
    String secret = secrets.token();
    return new NewToken(
        secret, new Token(Secrets.hash(secret), account, label, now, validFor.map(now::plus)));
  }

  private static Account account(String name, Set<Role> roles, Instant now) {
    if (!Account.isValidName(name)) {
      throw RefusedException.invalid(
          "account.name",
          "/name",
          "'" + name + "' cannot be the name of an account",
          "use a-z, 0-9, dot, underscore and dash, at most 63 characters");
    }
    return new Account(name, roles, now);
  }

  private static Set<Role> roles(List<String> names) {
    if (names.isEmpty()) {
      throw unknownRole("none");
    }
    return Set.copyOf(names.stream().map(Doorkeeper::role).toList());
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
        "roles are administrator, operator, submitter, owner and viewer");
  }

  private static RefusedException refusedCode(String code, String detail) {
    return RefusedException.of(
        Kind.NOT_ALLOWED, code, detail, "ask the grid's operator for idlegrid device invite");
  }
}
