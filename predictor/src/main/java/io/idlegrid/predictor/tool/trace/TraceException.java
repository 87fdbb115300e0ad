package io.idlegrid.predictor.tool.trace;

import java.io.Serial;
import java.nio.file.Path;

/** Input that cannot be used: names the file, the line where there is one, and what would help. */
public final class TraceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Stable name of every refusal of a trace or an epoch file. */
  public static final String CODE = "bad-trace";

  public TraceException(Path file, String what, String hint) {
    super(CODE + ": " + file + ": " + what + "; " + hint);
  }

  public TraceException(Path file, long line, String what, String hint) {
    super(CODE + ": " + file + ":" + line + ": " + what + "; " + hint);
  }
}
