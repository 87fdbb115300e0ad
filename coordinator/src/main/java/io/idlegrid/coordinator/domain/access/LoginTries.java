package io.idlegrid.coordinator.domain.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The newest sign-ins of an account, oldest first.
 *
 * @param known addresses that its holder signed in from, the latest last; strangers who fail drive
 *     none of them out. Empty in rows from before it was kept
 */
public record LoginTries(String account, List<LoginTry> newest, Optional<List<String>> known) {

  /** Key of the row for names that no account has. */
  public static final String UNKNOWN = "-";

  private static final int MOST = 100;
  private static final int MOST_KNOWN = 20;

  public LoginTries {
    newest = List.copyOf(newest);
    known = known.map(List::copyOf);
  }

  /** An account that nobody tried to sign in to. */
  public LoginTries(String account) {
    this(account, List.of(), Optional.empty());
  }

  public LoginTries with(LoginTry further) {
    List<LoginTry> all = new ArrayList<>(newest);
    all.add(further);
    LinkedHashSet<String> addresses = new LinkedHashSet<>(addresses());
    if (further.isSuccess()) {
      addresses.remove(further.address());
      addresses.add(further.address());
    }
    return new LoginTries(account, last(MOST, all), Optional.of(last(MOST_KNOWN, addresses)));
  }

  private List<String> addresses() {
    return known.orElseGet(
        () ->
            newest.stream().filter(LoginTry::isSuccess).map(LoginTry::address).distinct().toList());
  }

  private static <T> List<T> last(int most, Collection<T> all) {
    return all.stream().skip(Math.max(0, all.size() - most)).toList();
  }

  /** Whether somebody signed in from an address before. */
  public boolean knows(String address) {
    return addresses().contains(address);
  }
}
