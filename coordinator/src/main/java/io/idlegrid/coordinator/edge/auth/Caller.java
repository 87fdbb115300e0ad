package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.fleet.Device;

/** Who asks. */
public sealed interface Caller {

  /** A person or program with a token. */
  record User(Account account) implements Caller {

    /** Whether they may do something to what belongs to an account. */
    public boolean mayTouch(String owner, Right right) {
      return account.name().equals(owner) || account.may(right);
    }
  }

  /** A device with its key. */
  record Worker(Device device) implements Caller {}

  /** Nobody in particular. */
  record Anyone() implements Caller {}
}
