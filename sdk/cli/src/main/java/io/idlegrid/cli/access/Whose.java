package io.idlegrid.cli.access;

import io.idlegrid.client.GridApi;
import org.jspecify.annotations.Nullable;

/** Says that a request is about another account. */
final class Whose {

  static final String WHOSE = "Of another account, of a lower role than yours.";

  private Whose() {}

  static String query(@Nullable String account) {
    return account == null ? "" : "?account=" + GridApi.segment(account);
  }
}
