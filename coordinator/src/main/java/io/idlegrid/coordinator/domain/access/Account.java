package io.idlegrid.coordinator.domain.access;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/** Someone who submits, lends or operates. */
public record Account(String name, Set<Role> roles, Instant createdAt) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public Account {
    roles = Set.copyOf(roles);
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "account name '" + name + "' is not made of a-z, 0-9, dot, underscore and dash");
    }
  }

  /** Whether a name may be given to an account. */
  public static boolean isValidName(String name) {
    return FORM.matcher(name).matches();
  }

  /** Whether one of its roles gives a right. */
  public boolean may(Right right) {
    return roles.stream().anyMatch(role -> role.rights().contains(right));
  }
}
