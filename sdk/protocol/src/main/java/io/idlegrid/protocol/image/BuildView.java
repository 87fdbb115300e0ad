package io.idlegrid.protocol.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the last build of an image goes, or went, since the coordinator started.
 *
 * @param state {@code waiting}, {@code building}, {@code done}, {@code failed} or {@code cancelled}
 * @param problem why it failed; absent otherwise
 * @param log a piece of what it said
 * @param next where the following piece of the log begins
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BuildView(
    String name, String state, @Nullable Problem problem, String log, long next) {

  public static final String WAITING = "waiting";
  public static final String BUILDING = "building";
  public static final String DONE = "done";

  /** Whether it is not over yet. */
  public boolean goesOn() {
    return state.equals(WAITING) || state.equals(BUILDING);
  }

  /**
   * Why a build failed.
   *
   * @param code stable, dotted
   * @param place where: a file of the folder, and the line after a colon; empty where there is none
   * @param hint what would help
   */
  public record Problem(String code, String place, String detail, String hint) {}

  /**
   * Wants an image built.
   *
   * @param context SHA-256 of the folder's uploaded archive
   * @param dockerfile its path in the folder; {@code Dockerfile} when absent
   * @param arguments values for ARG
   * @param target the stage to end with; the last when absent
   */
  public record Request(
      String context,
      @Nullable String dockerfile,
      @Nullable Map<String, String> arguments,
      @Nullable String target) {}
}
