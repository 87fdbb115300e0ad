package io.idlegrid.coordinator.flow.port;

import java.util.concurrent.CompletionStage;

/** Takes commits and makes many of them durable at once. Order is kept. */
public interface CommitLog {

  /** Appends a commit; the stage completes normally whatever becomes of it. */
  CompletionStage<Fate> append(Commit commit);

  /**
   * What became of a commit.
   *
   * @param reason the claim that did not hold, or how the store failed
   */
  record Fate(Kind kind, String reason) {

    public static final Fate DURABLE = new Fate(Kind.DURABLE, "");

    public static Fate broken(String claim) {
      return new Fate(Kind.BROKEN, "it no longer holds that " + claim);
    }

    public static Fate failed(String reason) {
      return new Fate(Kind.FAILED, reason);
    }

    /** How a commit can end. */
    public enum Kind {
      DURABLE,
      /** A check did not hold; nothing was written. */
      BROKEN,
      /** The store failed; nothing more can be acknowledged. */
      FAILED
    }
  }
}
