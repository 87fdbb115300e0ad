package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.LoginTries;
import io.idlegrid.coordinator.domain.access.LoginTry;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest sign-ins of every account, and of names that no account has. */
public final class LoginBook {

  private static final Logger LOG = LoggerFactory.getLogger(LoginBook.class);

  private final CommitLog commits;
  private final ConcurrentHashMap<String, LoginTries> byAccount = new ConcurrentHashMap<>();

  LoginBook(GridStore store, CommitLog commits) {
    this.commits = commits;
    store.all(Table.LOGINS).forEach(each -> byAccount.put(each.account(), each));
  }

  /** Notes a sign-in. It is written soon after; losing the newest on power loss harms nobody. */
  synchronized void note(LoginTry attempt) {
    String key = attempt.account().isEmpty() ? LoginTries.UNKNOWN : attempt.account();
    LoginTries tries = byAccount.getOrDefault(key, new LoginTries(key)).with(attempt);
    byAccount.put(key, tries);
    commits
        .append(Commit.builder().put(Table.LOGINS, key, tries).build())
        .thenAccept(fate -> LOG.debug("sign-in noted: {}", fate.kind()));
  }

  /** Whether an account's holder signed in from an address before. */
  boolean knows(String account, String address) {
    LoginTries tries = byAccount.get(account);
    return tries != null && tries.knows(address);
  }

  /** Sign-ins of an account, newest first. */
  public List<LoginTry> of(String account) {
    LoginTries tries = byAccount.get(account);
    return tries == null ? List.of() : newestFirst(tries.newest());
  }

  /** Sign-ins of everybody, newest first. */
  public List<LoginTry> all(int most) {
    List<LoginTry> all = new ArrayList<>();
    byAccount.values().forEach(tries -> all.addAll(tries.newest()));
    List<LoginTry> sorted = newestFirst(all);
    return sorted.subList(0, Math.min(most, sorted.size()));
  }

  private static List<LoginTry> newestFirst(List<LoginTry> tries) {
    return tries.stream().sorted(Comparator.comparing(LoginTry::at).reversed()).toList();
  }
}
