package io.idlegrid.coordinator.flow;

import java.util.Optional;

/** Something a user asked for is not done, and the user can know why. Nothing was changed. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String code;
  private final String hint;
  private final String pointer;

  /** What sort of refusal it is. */
  public enum Kind {
    INVALID,
    NOT_ALLOWED,
    NOT_FOUND,
    CONFLICT,
    TOO_LARGE,
    NOT_SATISFIABLE,
    FULL,
    UNAVAILABLE
  }

  private RefusedException(Kind kind, String code, String detail, String hint, String pointer) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.hint = hint;
    this.pointer = pointer;
  }

  /** An input that makes no sense, at a place of the input. */
  public static RefusedException invalid(String code, String pointer, String detail, String hint) {
    return new RefusedException(Kind.INVALID, code, detail, hint, pointer);
  }

  /** Any other refusal. */
  public static RefusedException of(Kind kind, String code, String detail, String hint) {
    return new RefusedException(kind, code, detail, hint, "");
  }

  public Kind kind() {
    return kind;
  }

  /** Stable, dotted. */
  public String code() {
    return code;
  }

  /** What was wrong, with the offending value. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** What would help. */
  public String hint() {
    return hint;
  }

  /** The place in the input, where there is one. */
  public Optional<String> pointer() {
    return pointer.isEmpty() ? Optional.empty() : Optional.of(pointer);
  }
}
