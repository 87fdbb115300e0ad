package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Origin;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A request and who makes it. */
final class Request {

  private static final int MOST_JSON_BYTES = 1 << 20;
  private static final int MOST_LIMIT = 1_000;

  private final Context context;
  private final ObjectMapper json;
  private final Route route;
  private final Instant at;
  private final UnaryOperator<Caller> letInAgain;
  private Caller caller;
  private boolean isToldOf;
  private String change = "";

  /**
   * @param letInAgain the caller as they are now; refuses whoever would not be let in any more
   */
  Request(
      Context context,
      Caller caller,
      ObjectMapper json,
      Route route,
      Instant at,
      UnaryOperator<Caller> letInAgain) {
    this.context = context;
    this.caller = caller;
    this.json = json;
    this.route = route;
    this.at = at;
    this.letInAgain = letInAgain;
  }

  /** When it arrived. */
  Instant at() {
    return at;
  }

  /** Where it comes from. */
  Origin origin() {
    return Front.origin(context);
  }

  /**
   * What it does, for the audit log; to be committed with the change itself.
   *
   * @param target what it is done to, in words
   */
  Deed deed(String target) {
    isToldOf = true;
    return deed(target, "done");
  }

  /** What is to be different, for the audit log; for what the grid loop commits by itself. */
  void wants(String words) {
    change = words;
  }

  /** It changes nothing after all. */
  void changesNothing() {
    isToldOf = true;
  }

  Route route() {
    return route;
  }

  /** What it was done to: the path's parameters, or what it made. */
  String target() {
    String made = context.res().getHeader("Location");
    String path = made == null ? context.path() : made;
    String what = path.equals(route.path()) ? "" : path.replaceFirst("^/api/v1/", "");
    return change.isEmpty() ? what : what + ": " + change;
  }

  /** Whether the audit log knows already. */
  boolean isToldOf() {
    return isToldOf;
  }

  Deed deed(String target, String outcome) {
    String who = caller instanceof Caller.User user ? user.account().name() : "";
    return new Deed(
        at,
        who,
        how(),
        route.method().name() + " " + route.path(),
        target,
        origin().address(),
        outcome);
  }

  private String how() {
    if (caller instanceof Caller.User user) {
      return user.proof().words();
    }
    return caller instanceof Caller.Worker worker
        ? "device " + worker.device().id().value()
        : "open";
  }

  Context context() {
    return context;
  }

  /** Whether only the head of the answer is wanted. */
  boolean isHead() {
    return context.method().equals(HandlerType.HEAD);
  }

  Caller caller() {
    return caller;
  }

  /** The account that asks; only for routes that let no others in. */
  Caller.User user() {
    return (Caller.User) caller;
  }

  /** Devices may; accounts need a right. */
  void requireDeviceOr(Right right) {
    if (caller instanceof Caller.User user && !user.account().may(right)) {
      throw Denied.lacks(user.account().name(), right);
    }
  }

  String path(String name) {
    return context.pathParam(name);
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name)).filter(value -> !value.isEmpty());
  }

  boolean flag(String name) {
    return query(name).map(value -> value.equals("true")).orElse(false);
  }

  /** How many items a page shall have. */
  int limit() {
    long limit = number("limit").orElse(100L);
    if (limit < 1 || limit > MOST_LIMIT) {
      throw RefusedException.invalid(
              "query.limit",
              "?limit",
              "limit " + limit + " is not within 1 to 1000",
              "leave it out")
          .with("limit", limit)
          .with("most", MOST_LIMIT);
    }
    return (int) limit;
  }

  String cursor() {
    return query("cursor").orElse("");
  }

  Optional<Long> number(String name) {
    return query(name).map(value -> number(value, "?" + name));
  }

  /** A moment, as ISO 8601 writes it. */
  Optional<Instant> instant(String name) {
    return query(name).map(text -> instant(text, "?" + name));
  }

  private static Instant instant(String text, String pointer) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw RefusedException.invalid(
              "query.time",
              pointer,
              "'" + text + "' is not a moment",
              "write it like 2026-05-01T08:00:00Z, or with an offset like +08:00")
          .with("text", text);
    }
  }

  /** A number in the path. */
  long pathNumber(String name) {
    return number(path(name), name);
  }

  JobId job() {
    String id = path("id");
    if (!JobId.isValid(id)) {
      throw noJob(id);
    }
    return new JobId(id);
  }

  static RefusedException noJob(String id) {
    return RefusedException.of(
            Kind.NOT_FOUND, "job.unknown", "there is no job " + id, "see idlegrid job ls")
        .with("job", id);
  }

  /** The body as a record. */
  <T> T body(Class<T> type) throws IOException {
    byte[] bytes = bytes(MOST_JSON_BYTES);
    try {
      T value = json.readValue(bytes, type);
      if (value == null) {
        throw RefusedException.invalid(
            "body.missing", "", "the request has no body", "send a JSON object");
      }
      requireParts(value);
      return value;
    } catch (JsonProcessingException e) {
      throw unreadable(e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static RefusedException unreadable(String why) {
    return RefusedException.invalid(
        "body.json",
        "",
        "the body cannot be read: " + why,
        "see /openapi.json for what is expected");
  }

  /**
   * Jackson leaves out what is missing; parts that are not marked nullable must be there, and lists
   * have no gaps.
   */
  private static void requireParts(Object value) {
    if (!(value instanceof Record)) {
      return;
    }
    for (RecordComponent part : value.getClass().getRecordComponents()) {
      boolean isOptional =
          part.getAnnotatedType().isAnnotationPresent(Nullable.class)
              || part.getType().isPrimitive();
      try {
        Object given = part.getAccessor().invoke(value);
        boolean hasGap =
            given instanceof Collection<?> all && all.stream().anyMatch(Objects::isNull);
        if (hasGap || (!isOptional && given == null)) {
          throw RefusedException.invalid(
              "body.missing",
              "/" + part.getName(),
              "'" + part.getName() + (hasGap ? "' has an empty item" : "' is missing"),
              "see /openapi.json for what is expected");
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("records have readable parts", e);
      }
    }
  }

  /**
   * The whole body, refused unread when it is too large. It may take as long as its sender likes:
   * who they were when it began says nothing of what they may when it ends.
   */
  byte[] bytes(int most) throws IOException {
    if (context.req().getContentLengthLong() > most) {
      throw tooLarge(most);
    }
    try (InputStream in = context.req().getInputStream()) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw tooLarge(most);
      }
      caller = letInAgain.apply(caller);
      return bytes;
    }
  }

  void answer(int status, Object body) throws JsonProcessingException {
    context.status(status);
    context.contentType("application/json");
    context.result(json.writeValueAsBytes(body));
  }

  void answer(Object body) throws JsonProcessingException {
    answer(200, body);
  }

  String json(Object value) throws JsonProcessingException {
    return json.writeValueAsString(value);
  }

  private static RefusedException tooLarge(int most) {
    return RefusedException.of(
            Kind.TOO_LARGE,
            "body.too-large",
            "the body has more than %d KiB".formatted(most >> 10),
            "large data goes up as a blob: PUT /api/v1/blobs/{sha256}")
        .with("most", most);
  }

  private static long number(String text, String pointer) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw RefusedException.invalid(
              "query.number", pointer, "'" + text + "' is not a number", "give a whole number")
          .with("text", text);
    }
  }
}
