package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.util.Locale;

/** Refusals for want of a right. */
final class Denied {

  private Denied() {}

  /** Something belongs to somebody else. */
  static RefusedException notYours(String what) {
    return RefusedException.of(
        Kind.NOT_ALLOWED,
        "access.not-yours",
        what + " belongs to somebody else",
        "ask its owner, or an operator");
  }

  /** The account's roles do not give a right. */
  static RefusedException lacks(String account, Right missing) {
    String right = missing.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return RefusedException.of(
            Kind.NOT_ALLOWED,
            "access.right",
            "account " + account + " has no right to " + right,
            "ask an administrator for a role that has it")
        .with("right", missing);
  }
}
