package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Session;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.domain.fleet.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who asks. */
public sealed interface Caller {

  /** A person or program with a token or a session. */
  record User(Account account, Proof proof) implements Caller {

    /** Whether they may do something to what belongs to an account. */
    public boolean mayTouch(String owner, Right right) {
      return account.name().equals(owner) || account.may(right);
    }

    /** How long a token that they make is valid: never longer than what they show themselves. */
    public Optional<Duration> capped(Optional<Duration> wanted, Instant now) {
      Optional<Duration> left = proof.endsAt().map(end -> Duration.between(now, end));
      return left.isPresent() && wanted.map(each -> each.compareTo(left.get()) < 0).orElse(false)
          ? wanted
          : left.or(() -> wanted);
    }

    /** Whether they may manage an account, or it is theirs. */
    public boolean mayManage(Account other) {
      return account.name().equals(other.name())
          || (account.may(Right.MANAGE_ACCOUNTS) && account.isAbove(other.roles()));
    }
  }

  /** A device with its key. */
  record Worker(Device device) implements Caller {}

  /** Nobody in particular. */
  record Anyone() implements Caller {}

  /** How an account showed who it is. */
  sealed interface Proof {

    /** What it may be used for. */
    Set<Scope> scopes();

    /** In a few words, for the audit log. */
    String words();

    /** When it ends for good, if it does; a session that is used goes on. */
    Optional<Instant> endsAt();

    /** A token in a header. */
    record ByToken(Token token) implements Proof {
      private static final int SHOWN = 12;

      @Override
      public Set<Scope> scopes() {
        return token.scopes();
      }

      @Override
      public String words() {
        return "token "
            + token.hash().substring(0, SHOWN)
            + token.mintedBy().map(who -> ", made by " + who).orElse("");
      }

      @Override
      public Optional<Instant> endsAt() {
        return token.expiresAt();
      }
    }

    /**
     * A cookie, which a browser sends by itself.
     *
     * @param csrf what requests that change something must show as well
     */
    record BySession(Session session, String csrf) implements Proof {
      @Override
      public Set<Scope> scopes() {
        return Set.of(Scope.ALL);
      }

      @Override
      public String words() {
        return "session";
      }

      @Override
      public Optional<Instant> endsAt() {
        return session.notAfter();
      }
    }
  }
}
