package io.idlegrid.coordinator.edge.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.flow.RefusedException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords with Argon2id: 19 MiB, two passes, one lane, as the OWASP Password Storage Cheat
 * Sheet recommends. At most two are hashed at a time, so that guessing cannot fill the memory, and
 * few wait for their turn, so that it cannot fill the server's threads.
 */
public final class Passwords {

  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
  private static final int SALT_BYTES = 16;
  private static final int LEAST_CHARACTERS = 10;
  private static final int MOST_CHARACTERS = 200;

  private static final int AT_ONCE = 2;

  /** A hash takes tens of milliseconds: whoever is the last of these waits less than a second. */
  private static final int WAITING = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(AT_ONCE + WAITING);
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final String nobodys;

  /**
   * @param unknown a password that nobody has, to be compared with where there is no account
   */
  public Passwords(String unknown) {
    this.nobodys = hash(unknown);
  }

  /** Refuses a password that is easily guessed. */
  void requireSound(String account, String password) {
    int characters = password.codePointCount(0, password.length());
    if (characters < LEAST_CHARACTERS || characters > MOST_CHARACTERS) {
      throw RefusedException.invalid(
              "password.length",
              "/password",
              "a password has %d to %d characters, not %d"
                  .formatted(LEAST_CHARACTERS, MOST_CHARACTERS, characters),
              "four or five unrelated words are easy to keep in mind and hard to guess")
          .with("least", LEAST_CHARACTERS)
          .with("most", MOST_CHARACTERS)
          .with("count", characters);
    }
    boolean isSimple = password.codePoints().distinct().count() < 5;
    if (isSimple || password.toLowerCase(Locale.ROOT).contains(account)) {
      throw RefusedException.invalid(
          "password.simple",
          "/password",
          "a password with the account's name in it, or of a few repeated characters, is guessed"
              + " at once",
          "four or five unrelated words are easy to keep in mind and hard to guess");
    }
  }

  /** An encoded hash with a salt of its own. */
  String hash(String password) {
    return inTurn(
        () -> Password.hash(normal(password)).addRandomSalt(SALT_BYTES).with(ARGON2ID).getResult());
  }

  /** Whether a password is an account's; takes as long when there is no account or no password. */
  boolean isOf(Optional<Account> account, String password) {
    Optional<String> hash = account.flatMap(Account::password);
    String compared = hash.orElse(nobodys);
    boolean isSame =
        password.length() <= MOST_CHARACTERS * 2
            && inTurn(
                () ->
                    Password.check(normal(password), compared)
                        .with(Argon2Function.getInstanceFromHash(compared)));
    return isSame && hash.isPresent();
  }

  /** Does something of the cost of a hash, or refuses where too many wait. */
  <T> T inTurn(Supplier<T> work) {
    if (!places.tryAcquire()) {
      throw busy();
    }
    try {
      return afterOthers(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      places.release();
    }
  }

  private <T> T afterOthers(Supplier<T> work) throws InterruptedException {
    if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw busy();
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /** Whether whoever comes now is refused. */
  boolean isFull() {
    return places.availablePermits() == 0;
  }

  private static RefusedException busy() {
    return RefusedException.tooMany(
        "signin.busy",
        "too many passwords are being checked at the same time",
        "try again in a few seconds",
        Duration.ofSeconds(3));
  }

  /** The same characters, however a keyboard composes them. */
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
