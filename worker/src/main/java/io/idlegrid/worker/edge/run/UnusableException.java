package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome.Kind;

/** What a unit left cannot be handed on, for a reason of its own; the message says it. */
final class UnusableException extends Exception {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  UnusableException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What that makes of the unit's end. */
  Kind kind() {
    return kind;
  }
}
