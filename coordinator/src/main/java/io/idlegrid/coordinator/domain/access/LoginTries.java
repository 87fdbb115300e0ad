package io.idlegrid.coordinator.domain.access;

import java.util.ArrayList;
import java.util.List;

/** The newest sign-ins of an account, oldest first. */
public record LoginTries(String account, List<LoginTry> newest) {

  /** Key of the row for names that no account has. */
  public static final String UNKNOWN = "-";

  private static final int MOST = 100;

  public LoginTries {
    newest = List.copyOf(newest);
  }

  public LoginTries with(LoginTry further) {
    List<LoginTry> all = new ArrayList<>(newest);
    all.add(further);
    return new LoginTries(account, all.subList(Math.max(0, all.size() - MOST), all.size()));
  }

  /** Whether somebody signed in from an address before. */
  public boolean knows(String address) {
    return newest.stream().anyMatch(each -> each.isSuccess() && each.address().equals(address));
  }
}
