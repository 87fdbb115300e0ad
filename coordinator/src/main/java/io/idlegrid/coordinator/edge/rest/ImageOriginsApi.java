package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.flow.PullImages;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.image.ImageSource;
import io.idlegrid.protocol.image.OriginView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images out of registries over HTTP: a pull is begun, and looked at while it goes on. */
final class ImageOriginsApi {

  private static final String PATH = "/api/v1/images/{name}";

  private final GridStore store;
  private final PullImages pulls;

  ImageOriginsApi(GridStore store, PullImages pulls) {
    this.store = store;
    this.pulls = pulls;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                PATH + "/pull",
                Route.having(Right.SUBMIT_JOBS),
                "Begins to pull an image out of a registry that is allowed, to get this name")
            .body(OriginView.Request.class)
            .answers(202, "how it goes; look at origin for more", OriginView.class)
            .by(this::pull),
        Route.post(
                PATH + "/refresh",
                Route.having(Right.SUBMIT_JOBS),
                "Begins to pull an image again from where it came")
            .answers(202, "how it goes; look at origin for more", OriginView.class)
            .by(this::refresh),
        Route.get(
                PATH + "/origin",
                Route.having(Right.SUBMIT_JOBS),
                "Where an image came from, whether it is stale, and how its pull goes")
            .answers(200, "its origin", OriginView.class)
            .by(request -> request.answer(view(request))),
        Route.get(
                "/api/v1/image-sources/{sha256}",
                Route.ACCOUNTS_AND_DEVICES,
                "Where the layers of an image lie in a registry, by the image's id, for caches that"
                    + " have one nearby")
            .answers(200, "repository and layers", ImageSource.class)
            .by(this::source));
  }

  private void pull(Request request) throws IOException {
    OriginView.Request wanted = request.body(OriginView.Request.class);
    pulls.begin(
        new PullImages.Wish(
            request.user().account().name(),
            request.path("name"),
            wanted.reference(),
            Optional.ofNullable(wanted.archs()).orElse(List.of()),
            Boolean.TRUE.equals(wanted.follow())));
    request.answer(202, view(request));
  }

  private void refresh(Request request) throws IOException {
    // Whoever has no such image is told so, before it is told where images come from.
    view(request);
    pulls.refresh(request.user().account().name(), request.path("name"));
    request.answer(202, view(request));
  }

  private void source(Request request) throws IOException {
    String id = request.path("sha256");
    ImageOrigin origin =
        pulls
            .originOf(id)
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "image.no-source",
                            "no image with the id '" + id + "' came from a registry",
                            "its parts are here: POST /api/v1/image-objects")
                        .with("image", id));
    RegistryReference reference = RegistryReference.read(origin.reference()).orElseThrow();
    request.answer(
        new ImageSource(
            reference.registry(),
            reference.repository(),
            origin.files(id).stream()
                .map(file -> new ImageSource.Layer(file.digest(), file.bytes()))
                .toList(),
            newest(request, origin, id)));
  }

  /** For caches only: an account that was shown an image once is not shown those that follow. */
  private @Nullable String newest(Request request, ImageOrigin origin, String id) {
    return request.caller() instanceof Caller.Worker && !origin.isOf(id)
        ? pulls.newest(origin).orElse(null)
        : null;
  }

  private OriginView view(Request request) {
    String name = request.path("name");
    String key = NamedImage.key(request.user().account().name(), name);
    Optional<ImageOrigin> origin = pulls.origin(key);
    Optional<PullImages.Pull> pull = pulls.pull(key);
    if (pull.isEmpty() && store.get(Table.IMAGE, key).isEmpty()) {
      throw RefusedException.of(
              Kind.NOT_FOUND,
              "image.unknown",
              "account %s has no image '%s'".formatted(request.user().account().name(), name),
              "see idlegrid image ls")
          .with("image", name);
    }
    return new OriginView(
        name,
        origin.map(ImageOrigin::reference).orElse(null),
        origin.map(ImageOrigin::archs).orElse(List.of()),
        origin.map(ImageOrigin::follows).orElse(false),
        origin.map(ImageOrigin::digest).orElse(null),
        origin.map(ImageOrigin::pulledAt).orElse(null),
        origin.map(ImageOrigin::newest).orElse(null),
        origin.map(ImageOrigin::checkedAt).orElse(null),
        origin.map(ImageOrigin::isStale).orElse(false),
        origin.flatMap(ImageOrigin::problem).orElse(null),
        pull.map(ImageOriginsApi::view).orElse(null));
  }

  private static OriginView.Pull view(PullImages.Pull pull) {
    return new OriginView.Pull(
        pull.phase().name().toLowerCase(Locale.ROOT), pull.problem(), pull.done(), pull.total());
  }
}
