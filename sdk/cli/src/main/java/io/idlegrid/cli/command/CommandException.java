package io.idlegrid.cli.command;

/** A command that cannot be carried out here, found before the coordinator was asked. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final String code;
  private final String hint;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param code stable, dotted
   * @param detail what was wrong, with the offending value
   * @param hint what would help
   */
  public CommandException(int exitCode, String code, String detail, String hint) {
    super(detail);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }

  /** A mistake in what was typed. */
  public static CommandException usage(String code, String detail, String hint) {
    return new CommandException(ExitCode.USAGE, code, detail, hint);
  }

  /** Something that did not work. */
  public static CommandException failed(String code, String detail, String hint) {
    return new CommandException(ExitCode.FAILED, code, detail, hint);
  }

  public int exitCode() {
    return exitCode;
  }

  public String code() {
    return code;
  }

  public String hint() {
    return hint;
  }
}
