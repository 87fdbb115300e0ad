package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.LoginTry;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;

/** Counts people, from what is kept of them anyway. */
public final class Census {

  private final GridStore store;
  private final LoginBook logins;

  Census(GridStore store, LoginBook logins) {
    this.store = store;
    this.logins = logins;
  }

  /** How often somebody was let in; of each account the newest hundred sign-ins are known. */
  public long visits(Instant since) {
    return logins.all(Integer.MAX_VALUE).stream()
        .filter(LoginTry::isSuccess)
        .filter(each -> each.at().isAfter(since))
        .count();
  }

  /** How many of the accounts were made since then. */
  public long newAccounts(Instant since) {
    long made = 0;
    for (Account account : store.all(Table.ACCOUNT)) {
      if (account.createdAt().isAfter(since)) {
        made++;
      }
    }
    return made;
  }
}
