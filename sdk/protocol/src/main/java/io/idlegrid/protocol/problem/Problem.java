package io.idlegrid.protocol.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    boolean retry) {

  /** Media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";
}
