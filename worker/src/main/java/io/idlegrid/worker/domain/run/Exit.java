package io.idlegrid.worker.domain.run;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a unit ended.
 *
 * @param exitCode of the command; 128 + n after signal n; absent where it is not known
 * @param detail what happened, in words, naming the limit and its value
 */
public record Exit(Ending ending, @Nullable Integer exitCode, String detail, Usage usage) {

  /** Code of a command that cannot be executed, as shells tell it. */
  public static final int NOT_STARTED = 127;

  /** A unit that exits with this code has checkpointed and wants to be run again. */
  public static final int CHECKPOINTED = 85;

  public OptionalInt code() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }
}
