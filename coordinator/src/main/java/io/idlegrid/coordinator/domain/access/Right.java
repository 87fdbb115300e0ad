package io.idlegrid.coordinator.domain.access;

/** One thing that an account may do. Everybody may see and control what is theirs. */
public enum Right {
  SUBMIT_JOBS,
  /** How far jobs of others are, not what they print and make. */
  SEE_ALL_JOBS,
  /** Logs and results of jobs of others. */
  READ_ALL_RESULTS,
  CONTROL_ALL_JOBS,
  SEE_DEVICES,
  CONTROL_ALL_DEVICES,
  INVITE_DEVICES,
  /** To accounts of lower roles only. */
  MANAGE_ACCOUNTS,
  SET_QUOTAS,
  SEE_SYSTEM,
  SEE_AUDIT
}
