package io.idlegrid.coordinator.domain.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Someone who submits, lends or operates.
 *
 * @param password encoded Argon2id hash; empty for an account that cannot sign in with a password
 * @param isShutOut whether it was disabled
 * @param ownQuota the quota that an administrator set
 */
public record Account(
    String name,
    Set<Role> roles,
    Instant createdAt,
    Optional<String> password,
    boolean isShutOut,
    Optional<Quota> ownQuota) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public Account {
    roles = Set.copyOf(roles);
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "account name '" + name + "' is not made of a-z, 0-9, dot, underscore and dash");
    }
  }

  /** A new account, without a password. */
  public Account(String name, Set<Role> roles, Instant createdAt) {
    this(name, roles, createdAt, Optional.empty(), false, Optional.empty());
  }

  /** Whether a name may be given to an account. */
  public static boolean isValidName(String name) {
    return FORM.matcher(name).matches();
  }

  /** Whether one of its roles gives a right. */
  public boolean may(Right right) {
    return roles.stream().anyMatch(role -> role.rights().contains(right));
  }

  /** Whether it ranks above everything that another account may be or become. */
  public boolean isAbove(Set<Role> others) {
    return rank(others) < rank(roles);
  }

  /** Whether both are administrators: above them is nobody, so they watch one another. */
  public boolean isPeerAdministratorOf(Account other) {
    return !name.equals(other.name)
        && roles.contains(Role.ADMINISTRATOR)
        && other.roles.contains(Role.ADMINISTRATOR);
  }

  private static int rank(Set<Role> roles) {
    return roles.stream().mapToInt(Role::rank).max().orElse(0);
  }

  /** What it may use at most. */
  public Quota quota() {
    return ownQuota.orElseGet(() -> Quota.usualFor(roles));
  }

  public Account withPassword(String hash) {
    return new Account(name, roles, createdAt, Optional.of(hash), isShutOut, ownQuota);
  }

  public Account withoutPassword() {
    return new Account(name, roles, createdAt, Optional.empty(), isShutOut, ownQuota);
  }

  public Account withRoles(Set<Role> other) {
    return new Account(name, other, createdAt, password, isShutOut, ownQuota);
  }

  public Account shutOut(boolean now) {
    return new Account(name, roles, createdAt, password, now, ownQuota);
  }

  public Account withQuota(Quota other) {
    return new Account(name, roles, createdAt, password, isShutOut, Optional.of(other));
  }
}
