package io.idlegrid.worker.domain.run;

/** What came of the wish to start a unit. */
public sealed interface Start {

  /** The command runs, or ran and is over already. */
  record Started(RunningUnit unit) implements Start {}

  /**
   * The command never ran and nothing is left of the try.
   *
   * @param text what was wrong, with which value
   * @param hint what would help
   */
  record Refused(Reason reason, String text, String hint) implements Start {}

  /** Why a unit was not started. */
  enum Reason {
    /** The image is not on this device. */
    NO_IMAGE,
    /** The image is for another architecture or operating system. */
    WRONG_ARCHITECTURE,
    /** The plan asks for what this engine never has. */
    NOT_SUPPORTED,
    /** A folder of the plan is missing or the engine does not accept it. */
    BAD_PLAN,
    /** The engine is not there, or not well; another device may do it, this one perhaps later. */
    ENGINE_UNAVAILABLE
  }
}
