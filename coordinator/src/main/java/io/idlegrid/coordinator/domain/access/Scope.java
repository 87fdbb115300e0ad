package io.idlegrid.coordinator.domain.access;

/** What a token may be used for, within the rights of its account. */
public enum Scope {
  /** To look at jobs, devices, blobs and the system. */
  READ,
  /** To submit and control jobs, and to upload what they need. */
  JOBS,
  /** To control devices and to invite them. */
  DEVICES,
  /** Accounts, tokens, sessions and the audit log, one's own included. */
  ACCOUNTS,
  /** Everything, also what comes to be later. */
  ALL
}
