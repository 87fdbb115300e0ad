package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.BuildImages;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.image.BuildView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Builds of images over HTTP: one is begun, and looked at while it goes on. */
final class ImageBuildsApi {

  private static final String PATH = "/api/v1/images/{name}/build";
  private static final int MOST_ARGUMENTS = 100;

  private final GridStore store;
  private final BuildImages builds;

  ImageBuildsApi(GridStore store, BuildImages builds) {
    this.store = store;
    this.builds = builds;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                PATH,
                Route.having(Right.SUBMIT_JOBS),
                "Begins to build an image of an uploaded folder with a Dockerfile, to get this name")
            .body(BuildView.Request.class)
            .answers(202, "how it goes; look again for more", BuildView.class)
            .by(this::build),
        Route.get(
                PATH,
                Route.having(Right.SUBMIT_JOBS),
                "How a build goes, and what it said from a place on")
            .query("from", "integer", "where the piece of the log is to begin; 0 for its beginning")
            .answers(200, "how it goes", BuildView.class)
            .by(request -> request.answer(view(request, request.number("from").orElse(0L)))),
        Route.delete(PATH, Route.having(Right.SUBMIT_JOBS), "Cancels a build")
            .answers(204, "it ends")
            .by(this::cancel));
  }

  private void build(Request request) throws IOException {
    BuildView.Request wanted = request.body(BuildView.Request.class);
    Map<String, String> arguments = Optional.ofNullable(wanted.arguments()).orElse(Map.of());
    if (wanted.context() == null || arguments.values().stream().anyMatch(Objects::isNull)) {
      throw RefusedException.invalid(
              "build.arguments",
              wanted.context() == null ? "/context" : "/arguments",
              "something is said to be null",
              "give the hash of the folder's archive, and a text for every argument")
          .with("most", MOST_ARGUMENTS);
    }
    if (arguments.size() > MOST_ARGUMENTS) {
      throw RefusedException.invalid(
              "build.arguments",
              "/arguments",
              "%d arguments are more than %d".formatted(arguments.size(), MOST_ARGUMENTS),
              "put them into a file of the folder")
          .with("most", MOST_ARGUMENTS);
    }
    builds.begin(
        new BuildImages.Wish(
            account(request),
            request.path("name"),
            wanted.context(),
            Optional.ofNullable(wanted.dockerfile()).orElse("Dockerfile"),
            arguments,
            Optional.ofNullable(wanted.target())));
    request.answer(202, view(request, 0));
  }

  private void cancel(Request request) {
    if (!builds.cancel(account(request), request.path("name"))) {
      throw unknown(request);
    }
    request.context().status(204);
  }

  private static String account(Request request) {
    return request.user().account().name();
  }

  private BuildView view(Request request, long from) {
    BuildImages.State state =
        builds
            .state(account(request), request.path("name"), from)
            .orElseThrow(() -> unknown(request));
    return new BuildView(
        request.path("name"),
        state.phase().name().toLowerCase(Locale.ROOT),
        state.problem().map(ImageBuildsApi::problem).orElse(null),
        state.log(),
        state.next());
  }

  private static BuildView.Problem problem(RefusedException why) {
    return new BuildView.Problem(why.code(), why.pointer().orElse(""), why.detail(), why.hint());
  }

  /** Whoever has no such image is told that, and nothing of builds. */
  private RefusedException unknown(Request request) {
    String name = request.path("name");
    String account = account(request);
    return store.get(Table.IMAGE, NamedImage.key(account, name)).isPresent()
        ? RefusedException.of(
                Kind.NOT_FOUND,
                "build.unknown",
                "no build of '%s' goes on or is remembered".formatted(name),
                "builds are remembered until the coordinator stops")
            .with("image", name)
        : RefusedException.of(
                Kind.NOT_FOUND,
                "image.unknown",
                "account %s has no image '%s'".formatted(account, name),
                "see idlegrid image ls")
            .with("image", name);
  }
}
