package io.idlegrid.cli.command;

/** What a command's end tells to scripts. */
public final class ExitCode {

  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_ALLOWED = 3;
  public static final int NOT_FOUND = 4;
  public static final int CONFLICT = 5;
  public static final int UNREACHABLE = 6;
  public static final int TIMEOUT = 124;
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The exit code of an error that the coordinator reported. */
  public static int ofStatus(int status) {
    return switch (status) {
      case 400, 413, 415, 422 -> USAGE;
      case 401, 403 -> NOT_ALLOWED;
      case 404, 410 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      case 502, 503, 504 -> UNREACHABLE;
      default -> FAILED;
    };
  }
}
