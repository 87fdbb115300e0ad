package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.edge.auth.AuditTrail;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.coordinator.edge.link.DeviceConnection;
import io.idlegrid.coordinator.edge.link.DeviceSockets;
import io.idlegrid.coordinator.edge.live.Activity;
import io.idlegrid.coordinator.flow.NamedDevice;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.problem.Problem;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.Endpoint;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsHandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the routes and the workers' socket. Nothing is answered before it is known who asks. */
public final class RestServer {

  /** Where workers connect. */
  public static final String LINK = "/api/v1/devices/link";

  private static final String API = "/api/";

  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  /** A body up to this size is read although its request is refused. */
  private static final long READ_ON_BYTES = 16 << 20;

  private static final String CONNECTION = "idlegrid.connection";
  private static final String SENDER = "idlegrid.sender";

  /** Codes of wrong guesses at secrets that make administrators. */
  private static final Set<String> GUESSED = Set.of("setup.secret", "recovery.secret");

  private static final Duration IDLE = Duration.ofMinutes(2);

  private final List<Route> routes;
  private final Doorkeeper doorkeeper;
  private final AuditTrail audit;
  private final Gate gate;
  private final DeviceSockets sockets;
  private final ObjectMapper json;
  private final Clock clock;
  private final Front front;
  private final Activity activity;
  private final JsonNode openApi;
  private final Senders senders = new Senders();
  private final Portal portal = new Portal(RestServer.class.getClassLoader());
  private final Map<Route, Pattern> paths;
  private final AtomicReference<Door> door = new AtomicReference<>();
  private final Javalin server;

  RestServer(
      List<Route> routes,
      Doorkeeper doorkeeper,
      AuditTrail audit,
      DeviceSockets sockets,
      ObjectMapper json,
      Clock clock,
      Front front,
      Activity activity,
      String version) {
    this.routes = List.copyOf(routes);
    this.doorkeeper = doorkeeper;
    this.audit = audit;
    this.gate = new Gate(doorkeeper);
    this.sockets = sockets;
    this.json = json;
    this.clock = clock;
    this.front = front;
    this.activity = activity;
    this.openApi = new OpenApi(json).document(routes, version);
    this.paths =
        routes.stream().collect(Collectors.toMap(route -> route, route -> pattern(route.path())));
    this.server = Javalin.create(this::configure);
  }

  /** One segment per name in braces, any number per name in angle brackets. */
  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+").replaceAll("<[^>]*>", ".+"));
  }

  /** Listens; port 0 means any free one. */
  public int start(String host, int port, Optional<SSLContext> tls) {
    door.set(new Door(host, port, tls, activity));
    server.start();
    return server.port();
  }

  public void stop() {
    server.stop();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    // Streams last as long as somebody watches.
    config.http.asyncTimeout = 0;
    config.jetty.addConnector(
        (jetty, http) -> Objects.requireNonNull(door.get()).connector(jetty, http));
    config.jetty.modifyWebSocketServletFactory(
        factory -> {
          factory.setMaxTextMessageSize(DeviceSockets.MOST_BYTES);
          factory.setMaxBinaryMessageSize(DeviceSockets.MOST_BYTES);
          factory.setIdleTimeout(IDLE);
        });
    PlainErrors errors = new PlainErrors(json);
    config.jetty.modifyServer(jetty -> jetty.setErrorHandler(errors));
    config.jetty.modifyServletContextHandler(servlets -> servlets.setErrorHandler(errors));
    for (Route route : routes) {
      add(config, route.method(), route.path(), context -> serve(route, context));
    }
    add(
        config,
        HandlerType.GET,
        "/openapi.json",
        context -> context.contentType("application/json").result(json.writeValueAsBytes(openApi)));
    config.routes.addEndpoint(
        new Endpoint(HandlerType.WEBSOCKET_BEFORE_UPGRADE, LINK, this::beforeLink));
    config.routes.addWsHandler(WsHandlerType.WEBSOCKET, LINK, this::link);
    config.routes.addEndpoint(new Endpoint(HandlerType.BEFORE, "*", this::greet));
    config.routes.addEndpoint(new Endpoint(HandlerType.AFTER, "*", this::leave));
    add(config, HandlerType.GET, "/*", this::portal);
    config.routes.exception(Exception.class, this::failed);
    config.routes.error(404, "*", this::notFound);
  }

  /** Whoever may not read something is not told either that it is there. */
  private static void add(JavalinConfig config, HandlerType method, String path, Handler handler) {
    config.routes.addEndpoint(new Endpoint(method, path, handler));
    if (method.equals(HandlerType.GET)) {
      config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, path, handler));
    }
  }

  private void greet(Context context) {
    front.know(context);
    SecurityHeaders.set(context);
    if (hasBody(context)) {
      Caller caller = gate.caller(context, clock.instant()).orElseGet(Caller.Anyone::new);
      context.attribute(SENDER, senders.take(caller, Front.origin(context).address()));
    }
    Front.requireOwnName(context);
  }

  private void leave(Context context) {
    Optional.<String>ofNullable(context.attribute(SENDER)).ifPresent(senders::giveBack);
  }

  private static boolean hasBody(Context context) {
    return context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
  }

  private void portal(Context context) throws IOException {
    if (!portal.serve(context)) {
      notFound(context);
    }
  }

  private void failed(Exception error, Context context) {
    if (error instanceof NotFoundResponse || error instanceof MethodNotAllowedResponse) {
      notFound(context);
    } else if (error instanceof NobodyKnown) {
      context.header("WWW-Authenticate", "Bearer");
      answer(context, Gate.noToken("no valid device key was shown", "join: worker --join CODE"));
    } else {
      if (error instanceof RefusedException refused) {
        refused
            .patience()
            .ifPresent(wait -> context.header("Retry-After", String.valueOf(wait.toSeconds())));
      }
      Problem problem = Problems.of(error);
      if (error instanceof EofException) {
        LOG.debug("somebody went away in the middle", error);
      } else if (problem.code().equals(Problems.INTERNAL)) {
        LOG.error("a request failed", error);
      }
      answer(context, problem);
    }
  }

  private void serve(Route route, Context context) throws Exception {
    if (route.path().startsWith(API)) {
      activity.called();
    }
    Instant now = clock.instant();
    Optional<Caller> caller = gate.caller(context, now);
    Optional<Problem> refusal =
        Gate.refusal(route, context, caller).map(problem -> orRemoved(problem, context));
    Request request =
        new Request(
            context,
            caller.orElseGet(Caller.Anyone::new),
            json,
            route,
            now,
            each -> again(route, each));
    if (refusal.isPresent()) {
      if (refusal.get().status() == 401) {
        context.header("WWW-Authenticate", "Bearer");
      }
      tell(request, refusal.get().code());
      answer(context, refusal.get());
      return;
    }
    try {
      route.handler().handle(request);
    } catch (Exception e) {
      tell(request, Problems.of(e).code());
      throw e;
    }
    if (!request.isToldOf()) {
      tell(request, "done");
    }
  }

  /** Whoever was let in as they are now, if the route is for them still. */
  private Caller again(Route route, Caller caller) {
    boolean isAsked = route.isChanging() && !(route.access() instanceof Route.Access.Open);
    if (!isAsked || !(caller instanceof Caller.User user)) {
      return caller;
    }
    Caller.User now =
        doorkeeper
            .again(user, clock.instant())
            .orElseThrow(
                () ->
                    RefusedException.of(
                        RefusedException.Kind.UNKNOWN_CALLER,
                        "access.token",
                        "the token or session ended while the request was sent",
                        "sign in again: idlegrid login"));
    if (route.access() instanceof Route.Access.Having having
        && !now.account().may(having.right())) {
      throw Denied.lacks(now.account().name(), having.right());
    }
    return now;
  }

  /** Nobody is let in by the key of a device that was removed, and is told why. */
  private Problem orRemoved(Problem problem, Context context) {
    return problem.status() == 401
        ? doorkeeper
            .whoWas(context.header("Authorization"))
            .map(gone -> Problems.of(NamedDevice.removed(gone)))
            .orElse(problem)
        : problem;
  }

  /**
   * Devices' uploads are in the records of their units, and what nobody known was refused changes
   * nothing; but whoever tries the coordinator's own secrets is worth a line.
   */
  private void tell(Request request, String outcome) {
    boolean isUpload = request.caller() instanceof Caller.Worker && isBlob(request.route());
    if (!request.route().isChanging() || isUpload) {
      return;
    }
    if (outcome.equals("done")) {
      audit.remember(request.deed(request.target(), outcome));
    } else if (request.caller() instanceof Caller.User || GUESSED.contains(outcome)) {
      audit.rememberRefusal(request.deed(request.target(), outcome));
    }
  }

  private static boolean isBlob(Route route) {
    return route.path().startsWith("/api/v1/blobs/");
  }

  private void notFound(Context context) {
    boolean isAnswered = context.attribute("idlegrid.answered") != null;
    if (isAnswered) {
      return;
    }
    String allowed = methods(context.path());
    if (!allowed.isEmpty()) {
      context.header("Allow", allowed);
      answer(
          context,
          Problems.problem(
              405,
              "route.method",
              "%s cannot be done to %s".formatted(context.method().name(), context.path()),
              "allowed here: " + allowed,
              false));
    } else {
      answer(
          context,
          Problems.problem(
              404,
              "route.unknown",
              "there is nothing at " + context.method().name() + " " + context.path(),
              "see /openapi.json for what there is",
              false));
    }
  }

  /** What may be done to a path, by the table of routes. */
  private String methods(String path) {
    return paths.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(path).matches())
        .map(entry -> entry.getKey().method().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** A sender that is cut off while it still sends never reads why: what is small is read. */
  private static void readOn(Context context) {
    long length = context.req().getContentLengthLong();
    boolean isKept = context.attribute(SENDER) != null;
    if (!isKept || length <= 0 || length > READ_ON_BYTES) {
      return;
    }
    try {
      context.req().getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("a refused sender went away", e);
    }
  }

  private void answer(Context context, Problem problem) {
    readOn(context);
    try {
      context.attribute("idlegrid.answered", true);
      context.status(problem.status());
      if (problem.retry() && context.res().getHeader("Retry-After") == null) {
        context.header("Retry-After", "2");
      }
      context.contentType(Problem.MEDIA_TYPE);
      context.result(json.writeValueAsBytes(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem document cannot be written", e);
    }
  }

  /** Browsers say where a page comes from, workers never do: no page may open a device's socket. */
  private void beforeLink(Context context) {
    if (context.header("Origin") != null) {
      throw RefusedException.of(
          RefusedException.Kind.NOT_ALLOWED,
          "link.origin",
          "a page of " + context.header("Origin") + " may not open a device's socket",
          "this socket is for workers only");
    }
    String authorization = context.header("Authorization");
    if (worker(authorization).isEmpty() && doorkeeper.whoWas(authorization).isEmpty()) {
      throw new NobodyKnown();
    }
  }

  private Optional<Caller.Worker> worker(@Nullable String authorization) {
    return doorkeeper
        .whoShows(authorization, clock.instant())
        .filter(Caller.Worker.class::isInstance)
        .map(Caller.Worker.class::cast);
  }

  /** Ends an upgrade for want of a device key. */
  private static final class NobodyKnown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void link(WsConfig socket) {
    socket.onConnect(
        context -> {
          Optional<Caller.Worker> worker = worker(context.header("Authorization"));
          if (worker.isPresent()) {
            context.attribute(
                CONNECTION, sockets.opened(worker.get().device().id(), wire(context)));
          } else {
            turnAway(context);
          }
        });
    socket.onMessage(
        context -> {
          DeviceConnection connection = connection(context);
          if (connection != null) {
            sockets.text(connection, context.message());
          }
        });
    socket.onBinaryMessage(
        context -> {
          DeviceConnection connection = connection(context);
          if (connection != null) {
            sockets.binary(connection, context.data());
          }
        });
    socket.onClose(
        context -> {
          DeviceConnection connection = connection(context);
          if (connection != null) {
            sockets.closed(connection);
          }
        });
    socket.onError(context -> LOG.debug("a device's socket failed", context.error()));
  }

  /** A worker whose device was removed hears so in words that it understands. */
  private void turnAway(WsContext context) {
    doorkeeper
        .whoWas(context.header("Authorization"))
        .ifPresentOrElse(
            gone -> sockets.turnAway(gone, wire(context)),
            () -> context.closeSession(4401, "no valid device key was shown"));
  }

  private static @Nullable DeviceConnection connection(WsContext context) {
    return context.attribute(CONNECTION);
  }

  private static DeviceConnection.Wire wire(WsContext context) {
    return new DeviceConnection.Wire() {
      @Override
      public void text(String text, Runnable sent, Runnable failed) {
        context.session.sendText(text, Callback.from(sent, error -> failed.run()));
      }

      @Override
      public void binary(ByteBuffer bytes, Runnable sent, Runnable failed) {
        context.session.sendBinary(bytes, Callback.from(sent, error -> failed.run()));
      }

      @Override
      public void close(String reason) {
        context.closeSession(1008, reason);
      }
    };
  }
}
