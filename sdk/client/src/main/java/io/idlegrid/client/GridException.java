package io.idlegrid.client;

import io.idlegrid.protocol.problem.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something was not done. Carries the problem document, whether the coordinator sent it or the
 * client found the mistake before anything was sent (status 0).
 *
 * <pre>{@code
 * try {
 *   grid.submit(Path.of("job.yaml"));
 * } catch (GridException e) {
 *   System.err.println(e.getMessage() + " [" + e.code() + "]");
 *   e.hint().ifPresent(System.err::println);
 * }
 * }</pre>
 */
public class GridException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /** An error as the coordinator told it. */
  public GridException(Problem problem) {
    this(problem, null);
  }

  /** An error and what caused it. */
  public GridException(Problem problem, @Nullable Throwable cause) {
    super(message(problem), cause);
    this.problem = problem;
  }

  /** An error that the client found by itself. */
  static GridException of(String code, String detail, String hint) {
    return new GridException(local(code, detail, hint, false));
  }

  /** An error that the client met by itself. */
  static GridException of(String code, String detail, String hint, Throwable cause) {
    return new GridException(local(code, detail, hint, false), cause);
  }

  static Problem local(String code, String detail, String hint, boolean retry) {
    String words = code.replace('.', ' ').replace('-', ' ');
    String title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
    return new Problem("/problems/" + code, title, 0, detail, code, hint, null, retry);
  }

  private static String message(Problem problem) {
    String place =
        problem.pointer() == null || problem.pointer().isEmpty() ? "" : problem.pointer() + ": ";
    return place + problem.detail();
  }

  /** The whole problem document. */
  public Problem problem() {
    return problem;
  }

  /** The stable, dotted code, such as {@code job.unknown-key}. */
  public String code() {
    return problem.code();
  }

  /** What would help. */
  public Optional<String> hint() {
    return Optional.ofNullable(problem.hint());
  }

  /** The HTTP status; 0 when no answer of the coordinator is behind this. */
  public int status() {
    return problem.status();
  }

  /** Whether the same request may succeed later. */
  public boolean isRetryable() {
    return problem.retry();
  }
}
