package io.idlegrid.coordinator.edge.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.flow.RefusedException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Hashes passwords with Argon2id: 19 MiB, two passes, one lane, as the OWASP Password Storage Cheat
 * Sheet recommends. At most two are hashed at a time, so that guessing cannot fill the memory.
 */
public final class Passwords {

  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
  private static final int SALT_BYTES = 16;
  private static final int LEAST_CHARACTERS = 10;
  private static final int MOST_CHARACTERS = 200;

  private final Semaphore turns = new Semaphore(2);
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
          "four or five unrelated words are easy to keep in mind and hard to guess");
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

  private <T> T inTurn(Supplier<T> work) {
    turns.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /** The same characters, however a keyboard composes them. */
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
