package io.idlegrid.coordinator.domain.image;

/** What a build here cannot do, and the line that asks for it. */
public final class DockerfileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int line;
  private final String code;
  private final String hint;

  /**
   * A refusal.
   *
   * @param line counted from 1
   * @param code stable, dotted
   */
  public DockerfileException(int line, String code, String detail, String hint) {
    super(detail);
    this.line = line;
    this.code = code;
    this.hint = hint;
  }

  public int line() {
    return line;
  }

  public String code() {
    return code;
  }

  /** What was wrong. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** What would help. */
  public String hint() {
    return hint;
  }
}
