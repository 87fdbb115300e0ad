package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.access.Scope;
import io.javalin.http.HandlerType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table of routes: what is served, to whom, and what it takes and gives. The server
 * and the OpenAPI document are both made of these rows, so that they agree.
 *
 * @param path with parameters in braces
 * @param access who may ask
 * @param summary one sentence for the documentation
 * @param handler answers
 * @param details the rest of the documentation
 */
record Route(
    HandlerType method,
    String path,
    Access access,
    String summary,
    RequestHandler handler,
    Details details) {

  /** Who may ask. What belongs to others is refused by the handler. */
  sealed interface Access {

    /** Everybody, without a token. */
    record Open() implements Access {}

    /** Every account. */
    record AnyAccount() implements Access {}

    /** Every account, and every device. */
    record AccountsAndDevices() implements Access {}

    /** Devices only. */
    record Devices() implements Access {}

    /** Accounts with a right. */
    record Having(Right right) implements Access {}
  }

  static final Access OPEN = new Access.Open();
  static final Access ANY_ACCOUNT = new Access.AnyAccount();
  static final Access ACCOUNTS_AND_DEVICES = new Access.AccountsAndDevices();
  static final Access DEVICES = new Access.Devices();

  /** Whether it may change something, and is told to the audit log. */
  boolean isChanging() {
    return !method.equals(HandlerType.GET);
  }

  /** What a token must be good for. */
  Scope scope() {
    return RouteScope.of(method, path);
  }

  static Access having(Right right) {
    return new Access.Having(right);
  }

  /**
   * What the documentation says beside the summary.
   *
   * @param query query parameters
   * @param body type of the request body
   * @param answers status and type of the answers
   */
  record Details(
      List<Query> query, Optional<Type> body, List<String> bodyMedia, List<Answer> answers) {

    Details {
      query = List.copyOf(query);
      bodyMedia = List.copyOf(bodyMedia);
      answers = List.copyOf(answers);
    }
  }

  /** A query parameter and what it means. */
  record Query(String name, String type, String meaning) {}

  /**
   * An answer: status, what it means, and its type or media type.
   *
   * @param events of a stream, types of its events' data
   */
  record Answer(int status, String meaning, Optional<Type> type, String media, List<Type> events) {

    Answer {
      events = List.copyOf(events);
    }
  }

  static Builder get(String path, Access access, String summary) {
    return new Builder(HandlerType.GET, path, access, summary);
  }

  static Builder post(String path, Access access, String summary) {
    return new Builder(HandlerType.POST, path, access, summary);
  }

  static Builder put(String path, Access access, String summary) {
    return new Builder(HandlerType.PUT, path, access, summary);
  }

  static Builder patch(String path, Access access, String summary) {
    return new Builder(HandlerType.PATCH, path, access, summary);
  }

  static Builder delete(String path, Access access, String summary) {
    return new Builder(HandlerType.DELETE, path, access, summary);
  }

  /** Builds a row. */
  static final class Builder {

    private final HandlerType method;
    private final String path;
    private final Access access;
    private final String summary;
    private final List<Query> query = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private Optional<Type> body = Optional.empty();
    private List<String> bodyMedia = List.of("application/json");

    private Builder(HandlerType method, String path, Access access, String summary) {
      this.method = method;
      this.path = path;
      this.access = access;
      this.summary = summary;
    }

    Builder query(String name, String type, String meaning) {
      query.add(new Query(name, type, meaning));
      return this;
    }

    /** The parameters of a page. */
    Builder paged() {
      return query("cursor", "string", "where the page before ended")
          .query("limit", "integer", "most items, 1 to 1000; 100 by default");
    }

    Builder body(Type type, String... media) {
      body = Optional.of(type);
      if (media.length > 0) {
        bodyMedia = List.of(media);
      }
      return this;
    }

    Builder bytes() {
      body = Optional.of(byte[].class);
      bodyMedia = List.of("application/octet-stream");
      return this;
    }

    Builder answers(int status, String meaning, Type type) {
      answers.add(new Answer(status, meaning, Optional.of(type), "application/json", List.of()));
      return this;
    }

    Builder answers(int status, String meaning) {
      answers.add(new Answer(status, meaning, Optional.empty(), "", List.of()));
      return this;
    }

    Builder streams(int status, String meaning, String media) {
      answers.add(new Answer(status, meaning, Optional.empty(), media, List.of()));
      return this;
    }

    /** Server-sent events whose data are of these types. */
    Builder events(String meaning, Type... data) {
      answers.add(new Answer(200, meaning, Optional.empty(), "text/event-stream", List.of(data)));
      return this;
    }

    Route by(RequestHandler handler) {
      return new Route(
          method, path, access, summary, handler, new Details(query, body, bodyMedia, answers));
    }
  }
}
