package io.idlegrid.coordinator.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoleTest {

  /** Roles × rights; a change of the table shows here. */
  private static final String TABLE =
      """
      SUBMIT_JOBS         administrator operator submitter
      SEE_ALL_JOBS        administrator operator viewer
      READ_ALL_RESULTS    administrator operator
      CONTROL_ALL_JOBS    administrator operator
      SEE_DEVICES         administrator operator submitter owner viewer
      CONTROL_ALL_DEVICES administrator operator
      INVITE_DEVICES      administrator operator owner
      MANAGE_ACCOUNTS     administrator operator
      SET_QUOTAS          administrator
      SEE_SYSTEM          administrator operator
      SEE_AUDIT           administrator
      """;

  @ParameterizedTest
  @EnumSource
  void aRightBelongsToTheRolesOfTheTable(Right right) {
    Set<String> listed =
        TABLE
            .lines()
            .map(line -> line.split(" +"))
            .filter(words -> words[0].equals(right.name()))
            .flatMap(words -> Arrays.stream(words).skip(1))
            .collect(Collectors.toSet());

    Set<String> roles =
        Arrays.stream(Role.values())
            .filter(role -> role.rights().contains(right))
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());

    assertEquals(listed, roles);
  }

  @ParameterizedTest
  @CsvSource({
    "ADMINISTRATOR, OPERATOR, true",
    "ADMINISTRATOR, ADMINISTRATOR, false",
    "OPERATOR, SUBMITTER, true",
    "OPERATOR, OPERATOR, false",
    "OPERATOR, ADMINISTRATOR, false",
    "SUBMITTER, VIEWER, false"
  })
  void onlyHigherRolesAreAbove(Role by, Role other, boolean isAbove) {
    assertEquals(isAbove, account(by).isAbove(Set.of(other)));
  }

  @Test
  void theHighestOfSeveralRolesCounts() {
    Account both = new Account("x", EnumSet.of(Role.OPERATOR, Role.VIEWER), Instant.EPOCH);

    assertTrue(both.isAbove(Set.of(Role.OWNER)));
    assertFalse(account(Role.OPERATOR).isAbove(Set.of(Role.VIEWER, Role.OPERATOR)));
  }

  private static Account account(Role role) {
    return new Account("x", Set.of(role), Instant.EPOCH);
  }
}
