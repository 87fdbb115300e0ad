package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.blobs.DiskFullException;
import io.idlegrid.coordinator.flow.ClaimBroken;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.problem.Problem;
import io.javalin.http.HttpResponseException;
import java.io.FileNotFoundException;
import java.util.concurrent.CompletionException;

/** What a user is told when something is not done. */
final class Problems {

  /** Of what nobody foresaw. */
  static final String INTERNAL = "internal";

  private Problems() {}

  /** The problem document of an error. */
  static Problem of(Throwable error) {
    if (error instanceof CompletionException && error.getCause() != null) {
      return of(error.getCause());
    }
    if (error instanceof RefusedException refused) {
      return refused(refused);
    }
    if (error instanceof DiskFullException full) {
      return problem(
          507,
          "storage.full",
          String.valueOf(full.getMessage()),
          "free space on the coordinator's disk",
          true);
    }
    if (error instanceof ClaimBroken broken) {
      return problem(
          409, "conflict", String.valueOf(broken.getMessage()), "look again and repeat", true);
    }
    if (error instanceof FileNotFoundException missing) {
      return problem(
          404, "not-found", String.valueOf(missing.getMessage()), "see what there is", false);
    }
    if (error instanceof HttpResponseException http) {
      return problem(
          http.getStatus(),
          "request",
          String.valueOf(http.getMessage()),
          "see /openapi.json for what is expected",
          false);
    }
    return problem(
        500,
        INTERNAL,
        "something broke in the coordinator: " + error.getClass().getSimpleName(),
        "the coordinator's log says more",
        true);
  }

  static Problem problem(int status, String code, String detail, String hint, boolean retry) {
    return new Problem("/problems/" + code, title(code), status, detail, code, hint, null, retry);
  }

  private static Problem refused(RefusedException refused) {
    int status =
        switch (refused.kind()) {
          case INVALID -> 422;
          case NOT_ALLOWED -> 403;
          case NOT_FOUND -> 404;
          case CONFLICT -> 409;
          case TOO_LARGE -> 413;
          case NOT_SATISFIABLE -> 416;
          case FULL -> 507;
          case TOO_MANY -> 429;
          case UNKNOWN_CALLER -> 401;
          case UNAVAILABLE -> 503;
        };
    return new Problem(
        "/problems/" + refused.code(),
        title(refused.code()),
        status,
        refused.detail(),
        refused.code(),
        refused.hint(),
        refused.pointer().orElse(null),
        refused.kind() == RefusedException.Kind.UNAVAILABLE
            || refused.kind() == RefusedException.Kind.TOO_MANY,
        refused.values().isEmpty() ? null : refused.values());
  }

  /** The same words for every occurrence of a code: the code itself, readable. */
  private static String title(String code) {
    String words = code.replace('.', ' ').replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
