package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Session;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Browsers that are signed in. Durable: a restart of the coordinator signs nobody out. */
final class Sessions {

  private static final int LEAST_ID = 8;

  /** Every request is a sign of life; writing each down would cost a commit each. */
  private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

  /** More than anybody has browsers; the oldest makes room. */
  private static final int MOST_PER_ACCOUNT = 20;

  private final GridStore store;
  private final Durably durably;
  private final Secrets secrets;

  Sessions(GridStore store, Durably durably, Secrets secrets) {
    this.store = store;
    this.durably = durably;
    this.secrets = secrets;
  }

  /** A session to be committed, and the cookie's secret. */
  record Started(String secret, Session session) {}

  /**
   * Starts a session; removes what has expired.
   *
   * @param token that signed in: the session ends with it
   */
  Started start(
      String account, Optional<Token> token, Origin origin, Instant now, Commit.Builder commit) {
    String secret = secrets.session();
    Session session =
        new Session(
            Secrets.hash(secret),
            account,
            origin.address(),
            origin.client(),
            now,
            now,
            token.map(Token::hash),
            token.flatMap(Token::expiresAt));
    all().stream()
        .filter(each -> !each.isValidAt(now))
        .forEach(each -> commit.remove(Table.SESSION, each.hash()));
    List<Session> others = of(account, now);
    others.stream()
        .limit(Math.max(0, others.size() - MOST_PER_ACCOUNT + 1))
        .forEach(each -> commit.remove(Table.SESSION, each.hash()));
    commit.put(Table.SESSION, session.hash(), session);
    return new Started(secret, session);
  }

  /** The session of a cookie, noted as alive. */
  Optional<Session> find(String secret, Instant now) {
    Optional<Session> found =
        store.get(Table.SESSION, Secrets.hash(secret)).filter(each -> each.isValidAt(now));
    found
        .filter(each -> now.isAfter(each.lastSeenAt().plus(NOTE_EVERY)))
        .ifPresent(each -> note(each.seenAt(now)));
    return found;
  }

  /** A session that is ended meanwhile stays ended. */
  private void note(Session seen) {
    try {
      durably.commit(
          Commit.builder()
              .check(Table.SESSION, seen.hash(), "the session goes on", Optional::isPresent)
              .put(Table.SESSION, seen.hash(), seen)
              .build());
    } catch (RefusedException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  /** What requests of a session must show beside its cookie; no other page can read it. */
  static String csrf(String secret) {
    return Secrets.hash("csrf " + secret);
  }

  /** Sessions of an account that go on, oldest first. */
  List<Session> of(String account, Instant now) {
    return all().stream()
        .filter(each -> each.account().equals(account) && each.isValidAt(now))
        .sorted(Comparator.comparing(Session::createdAt))
        .toList();
  }

  /** A session of an account, by the start of its hash. */
  Session of(String account, String id, Instant now) {
    return of(account, now).stream()
        .filter(each -> id.length() >= LEAST_ID && each.hash().startsWith(id))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.NOT_FOUND,
                        "session.unknown",
                        "account " + account + " has no session " + id,
                        "see idlegrid session ls")
                    .with("account", account)
                    .with("session", id));
  }

  /** Whether a session was not ended since. */
  boolean goesOn(Session session, Instant now) {
    return store
        .get(Table.SESSION, session.hash())
        .map(found -> found.isValidAt(now))
        .orElse(false);
  }

  /** Ends the sessions that a token started. */
  void endThoseOf(Token token, Commit.Builder commit) {
    all().stream()
        .filter(each -> each.token().equals(Optional.of(token.hash())))
        .forEach(each -> commit.remove(Table.SESSION, each.hash()));
  }

  /** Ends all sessions of an account. */
  void endAll(String account, Instant now, Commit.Builder commit) {
    of(account, now).forEach(each -> commit.remove(Table.SESSION, each.hash()));
  }

  private List<Session> all() {
    List<Session> all = new ArrayList<>();
    store.all(Table.SESSION).forEach(all::add);
    return all;
  }
}
