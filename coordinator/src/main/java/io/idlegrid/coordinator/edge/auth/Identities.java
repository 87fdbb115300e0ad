package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Identity;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which identities of an OpenID provider sign in to which accounts. */
public final class Identities {

  private static final int ID_DIGITS = 12;

  private final GridStore store;

  Identities(GridStore store) {
    this.store = store;
  }

  Optional<Identity> find(Vouched who) {
    return store.get(Table.IDENTITY, who.key());
  }

  /** The identities that sign in to an account. */
  List<Identity> of(String account) {
    List<Identity> found = new ArrayList<>();
    for (Identity identity : store.all(Table.IDENTITY)) {
      if (identity.account().equals(account)) {
        found.add(identity);
      }
    }
    return found;
  }

  /** What an identity is called where its issuer and subject are too long. */
  public static String id(Identity identity) {
    return Secrets.hash(identity.key()).substring(0, ID_DIGITS);
  }

  /** Nobody else signs in to an account this way any more. */
  void removeAllBut(Identity kept, Commit.Builder commit) {
    of(kept.account()).stream()
        .filter(each -> !each.key().equals(kept.key()))
        .forEach(each -> commit.remove(Table.IDENTITY, each.key()));
  }

  /** Nobody signs in to an account this way any more. */
  void removeAll(String account, Commit.Builder commit) {
    of(account).forEach(each -> commit.remove(Table.IDENTITY, each.key()));
  }
}
