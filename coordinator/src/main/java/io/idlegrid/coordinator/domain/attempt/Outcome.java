package io.idlegrid.coordinator.domain.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an attempt reported.
 *
 * @param kind what happened
 * @param exitCode of the command, where it exited
 * @param detail in words; names the limit that was hit
 * @param outputs collected files, sorted by path
 * @param log end of standard output and error
 * @param checkpoint SHA-256 of an archive to continue from
 * @param active running time without suspension
 * @param cpu CPU time used
 * @param started whether the command started at all
 */
public record Outcome(
    Kind kind,
    Optional<Integer> exitCode,
    String detail,
    List<Output> outputs,
    Optional<LogTail> log,
    Optional<String> checkpoint,
    Duration active,
    Duration cpu,
    boolean started) {

  public Outcome {
    outputs = List.copyOf(outputs);
  }

  /** An attempt that was given back by nobody's fault, with nothing to go on from. */
  public static Outcome returned(String detail, Duration active) {
    return new Outcome(
        Kind.RETURNED,
        Optional.empty(),
        detail,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        active,
        Duration.ZERO,
        !active.isZero());
  }

  /** What happened. */
  public enum Kind {
    SUCCEEDED,
    FAILED,
    TIME_LIMIT,
    MEMORY_LIMIT,
    DISK_LIMIT,
    OUTPUT_LIMIT,
    PROCESS_LIMIT,
    CHECKPOINTED,
    RETURNED,
    UNFIT,
    DEVICE_FAULT;

    /** Whose doing it was, and so what is counted. */
    public Blame blame() {
      return switch (this) {
        case SUCCEEDED, CHECKPOINTED, RETURNED -> Blame.NOBODY;
        case FAILED, TIME_LIMIT, MEMORY_LIMIT, DISK_LIMIT, OUTPUT_LIMIT, PROCESS_LIMIT ->
            Blame.UNIT;
        case UNFIT -> Blame.JOB;
        case DEVICE_FAULT -> Blame.DEVICE;
      };
    }
  }

  /** Whose doing a bad end was. */
  public enum Blame {
    NOBODY,
    UNIT,
    /** What the job asks for is not there or not accepted: a missing image, a bad plan. */
    JOB,
    DEVICE
  }

  /**
   * The bounded log of an attempt.
   *
   * @param droppedBytes bytes before the text that were not kept
   */
  public record LogTail(String text, long droppedBytes) {}
}
