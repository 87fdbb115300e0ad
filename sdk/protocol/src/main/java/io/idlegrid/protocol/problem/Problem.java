package io.idlegrid.protocol.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as every client sees it: an RFC 9457 problem document with a code that stays the same
 * over versions and a hint that names what would help.
 *
 * @param type a URI reference naming the kind of problem, {@code /problems/} followed by the code
 * @param title what went wrong, the same sentence for every occurrence of the code
 * @param status the HTTP status code
 * @param detail what was wrong here, with the offending value
 * @param code the stable, dotted code, such as {@code job.unknown-key}
 * @param hint what would help; absent where nothing sensible can be said
 * @param pointer JSON pointer or path of the offending place in the input, where there is one
 * @param retry whether the same request may succeed later
 * @param values what the detail says of this occurrence, by name, for those who tell it in other
 *     words; absent where nothing is named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String hint,
    @Nullable String pointer,
    boolean retry,
    @Nullable Map<String, String> values) {

  /** A problem whose values have no names. */
  public Problem(
      String type,
      String title,
      int status,
      String detail,
      String code,
      @Nullable String hint,
      @Nullable String pointer,
      boolean retry) {
    this(type, title, status, detail, code, hint, pointer, retry, null);
  }

  /** Media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";
}
