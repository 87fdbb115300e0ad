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

  public OptionalInt code() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }
}
