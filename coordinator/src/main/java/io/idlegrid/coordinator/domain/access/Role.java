package io.idlegrid.coordinator.domain.access;

import java.util.EnumSet;
import java.util.Set;

/** What kind of person an account belongs to. */
public enum Role {
  ADMINISTRATOR,
  OPERATOR,
  SUBMITTER,
  OWNER,
  VIEWER;

  /** The table of rights. */
  public Set<Right> rights() {
    return switch (this) {
      case ADMINISTRATOR -> EnumSet.allOf(Right.class);
      case OPERATOR -> EnumSet.complementOf(EnumSet.of(Right.SET_QUOTAS, Right.SEE_AUDIT));
      case SUBMITTER -> EnumSet.of(Right.SUBMIT_JOBS, Right.SEE_DEVICES);
      case OWNER -> EnumSet.of(Right.INVITE_DEVICES, Right.SEE_DEVICES);
      case VIEWER -> EnumSet.of(Right.SEE_DEVICES, Right.SEE_ALL_JOBS);
    };
  }

  /** Accounts are made and changed only by accounts of a higher rank. */
  public int rank() {
    return switch (this) {
      case ADMINISTRATOR -> 3;
      case OPERATOR -> 2;
      case SUBMITTER, OWNER, VIEWER -> 1;
    };
  }
}
