package io.idlegrid.coordinator.flow;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Something a user asked for is not done, and the user can know why. Nothing was changed. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String code;
  private final String hint;
  private final String pointer;
  private final Duration wait;
  private final LinkedHashMap<String, String> values = new LinkedHashMap<>();

  /** What sort of refusal it is. */
  public enum Kind {
    INVALID,
    NOT_ALLOWED,
    NOT_FOUND,
    CONFLICT,
    TOO_LARGE,
    NOT_SATISFIABLE,
    FULL,
    /** Too often or too soon; waiting helps. */
    TOO_MANY,
    /** It is not known who asks. */
    UNKNOWN_CALLER,
    UNAVAILABLE
  }

  private RefusedException(
      Kind kind, String code, String detail, String hint, String pointer, Duration wait) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.hint = hint;
    this.pointer = pointer;
    this.wait = wait;
  }

  /** An input that makes no sense, at a place of the input. */
  public static RefusedException invalid(String code, String pointer, String detail, String hint) {
    return new RefusedException(Kind.INVALID, code, detail, hint, pointer, Duration.ZERO);
  }

  /** Any other refusal. */
  public static RefusedException of(Kind kind, String code, String detail, String hint) {
    return new RefusedException(kind, code, detail, hint, "", Duration.ZERO);
  }

  /** Too often or too soon: the same may succeed after a wait. */
  public static RefusedException tooMany(String code, String detail, String hint, Duration wait) {
    return new RefusedException(Kind.TOO_MANY, code, detail, hint, "", wait);
  }

  /** Names a value that the detail holds, for those who tell it in other words. */
  public RefusedException with(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  /** The values that the detail holds, by name; not all refusals name theirs. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
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

  /** After how long the same may succeed, if waiting helps. */
  public Optional<Duration> patience() {
    return wait.isZero() ? Optional.empty() : Optional.of(wait);
  }

  /** The place in the input, where there is one. */
  public Optional<String> pointer() {
    return pointer.isEmpty() ? Optional.empty() : Optional.of(pointer);
  }
}
