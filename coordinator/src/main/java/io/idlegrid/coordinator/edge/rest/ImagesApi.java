package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.ImageState.Reason;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.Fleet;
import io.idlegrid.coordinator.flow.NamedDevice;
import io.idlegrid.coordinator.flow.PlacedState;
import io.idlegrid.coordinator.flow.PushImage;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.PlacementView;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Images over HTTP. Every account has names of its own. Whoever knows the hash of an object may
 * read it: a hash cannot be guessed.
 */
final class ImagesApi {

  private static final String PATH = "/api/v1/images";
  private static final int MOST_OBJECTS = 4_096;

  private final GridStore store;
  private final PackedImages images;
  private final PushImage push;
  private final Durably durably;
  private final GridLoop loop;
  private final Usage usage;

  ImagesApi(
      GridStore store,
      PackedImages images,
      PushImage push,
      Durably durably,
      GridLoop loop,
      Usage usage) {
    this.store = store;
    this.images = images;
    this.push = push;
    this.durably = durably;
    this.loop = loop;
    this.usage = usage;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.having(Right.SUBMIT_JOBS), "Lists your images by name")
            .paged()
            .answers(200, "a page", ImageView.Page.class)
            .by(this::list),
        Route.get(PATH + "/{name}", Route.having(Right.SUBMIT_JOBS), "Shows an image")
            .answers(200, "the image", ImageView.class)
            .by(request -> request.answer(view(named(request)))),
        Route.put(
                PATH + "/{name}",
                Route.having(Right.SUBMIT_JOBS),
                "Checks an uploaded archive, takes its images in, and gives them a name")
            .body(ImageView.Request.class)
            .answers(200, "the image, and what was stored for it", ImageView.Pushed.class)
            .by(this::put),
        Route.delete(
                PATH + "/{name}",
                Route.having(Right.SUBMIT_JOBS),
                "Takes a name away; unfinished jobs that use the image keep it")
            .answers(204, "gone")
            .by(this::remove),
        Route.put(
                PATH + "/{name}/placement",
                Route.having(Right.SUBMIT_JOBS),
                "Has exactly these devices fetch an image, in their idle time")
            .body(PlacementView.Request.class)
            .answers(200, "how far they are", PlacementView.class)
            .by(this::place),
        Route.get(
                PATH + "/{name}/placement",
                Route.having(Right.SUBMIT_JOBS),
                "How far the devices are that are to have an image")
            .answers(200, "how far they are", PlacementView.class)
            .by(request -> request.answer(placement(request))),
        Route.post(
                "/api/v1/image-objects",
                Route.ACCOUNTS_AND_DEVICES,
                "Reads parts of images by their hashes; what is not here is left out")
            .body(ImageView.Wanted.class)
            .streams(
                200,
                "for each part: its SHA-256 (32 bytes), its size (4), its size when packed (4; the"
                    + " highest bit tells that it is deflated), its bytes",
                "application/octet-stream")
            .by(this::objects));
  }

  private void list(Request request) throws IOException {
    String account = request.user().account().name();
    List<NamedImage> page =
        store.list(Table.IMAGE, account + "/" + request.cursor(), request.limit()).stream()
            .filter(image -> image.account().equals(account))
            .toList();
    String next = page.size() == request.limit() ? page.get(page.size() - 1).name() : null;
    request.answer(new ImageView.Page(page.stream().map(this::view).toList(), next));
  }

  private void put(Request request) throws IOException {
    ImageView.Request wanted = request.body(ImageView.Request.class);
    PushImage.Pushed pushed = pushed(request, wanted);
    request.answer(new ImageView.Pushed(view(pushed.image()), pushed.newBytes()));
  }

  private PushImage.Pushed pushed(Request request, ImageView.Request wanted) throws IOException {
    try {
      return push.push(
          new PushImage.Push(
              request.user().account().name(),
              request.path("name"),
              wanted.archive(),
              Optional.ofNullable(wanted.arch()),
              Boolean.TRUE.equals(wanted.replace())),
          request.at());
    } finally {
      boolean isGone =
          FileBlobStore.isName(wanted.archive()) && !images.incoming().has(wanted.archive());
      if (isGone) {
        usage.forgetArchive(request.user().account(), wanted.archive());
      }
    }
  }

  private void remove(Request request) {
    NamedImage image = named(request);
    durably.commit(
        Commit.builder()
            .remove(Table.IMAGE, NamedImage.key(image.account(), image.name()))
            .remove(Table.ORIGIN, NamedImage.key(image.account(), image.name()))
            .build());
    ImageUse use = new ImageUse(image.name(), image.digest(), image.variants());
    PlacedImage nowhere = new PlacedImage(use, image.account(), List.of());
    loop.request((grid, now) -> grid.place(nowhere, now)).join();
    request.context().status(204);
  }

  private void objects(Request request) throws IOException {
    // A long list of names to read, which no address has room for.
    request.changesNothing();
    List<String> wanted = request.body(ImageView.Wanted.class).objects();
    if (wanted.size() > MOST_OBJECTS) {
      throw RefusedException.of(
              Kind.TOO_LARGE,
              "image.objects",
              "%d objects are more than %d".formatted(wanted.size(), MOST_OBJECTS),
              "ask for them in several requests")
          .with("count", wanted.size())
          .with("most", MOST_OBJECTS);
    }
    for (String name : wanted) {
      if (!ObjectName.isValid(name)) {
        throw RefusedException.invalid(
                "image.object",
                "/objects",
                "'" + name + "' is not a SHA-256",
                "objects are named by 64 digits of lower-case hex")
            .with("object", name);
      }
    }
    var response = request.context().res();
    response.setContentType("application/octet-stream");
    OutputStream out = new BufferedOutputStream(response.getOutputStream(), 1 << 16);
    for (String name : wanted) {
      Optional<Frame> object = images.object(ObjectName.of(name));
      if (object.isPresent()) {
        object.get().write(out);
      }
    }
    out.flush();
  }

  private void place(Request request) throws IOException {
    List<String> wanted = request.body(PlacementView.Request.class).devices();
    NamedImage image = named(request);
    Fleet fleet = loop.ask((grid, now) -> grid.fleet()).join();
    List<DeviceId> devices =
        wanted.stream()
            .map(called -> NamedDevice.require(called, fleet, image.account(), "/devices").id())
            .distinct()
            .toList();
    ImageUse use = new ImageUse(image.name(), image.digest(), image.variants());
    PlacedImage placed = new PlacedImage(use, image.account(), devices);
    loop.request((grid, now) -> grid.place(placed, now)).join();
    request.answer(placement(request));
  }

  private PlacementView placement(Request request) {
    NamedImage image = named(request);
    String key = NamedImage.key(image.account(), image.name());
    Optional<PlacedImage> placed = loop.ask((grid, now) -> grid.placedImage(key)).join();
    List<PlacedState> states = loop.ask((grid, now) -> grid.placed(key)).join().orElse(List.of());
    return new PlacementView(
        image.name(),
        placed.map(each -> each.image().digest()).orElse(image.digest()),
        states.stream().map(ImagesApi::view).toList());
  }

  private static PlacementView.OnDevice view(PlacedState on) {
    return new PlacementView.OnDevice(
        on.device().value(),
        on.name(),
        on.state().phase().name().toLowerCase(Locale.ROOT),
        word(on.state().reason()),
        on.state().detail(),
        on.state().done(),
        on.state().total());
  }

  private static String word(Reason reason) {
    return reason == Reason.NONE ? "" : reason.name().toLowerCase(Locale.ROOT);
  }

  private NamedImage named(Request request) {
    String account = request.user().account().name();
    return store
        .get(Table.IMAGE, NamedImage.key(account, request.path("name")))
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.NOT_FOUND,
                        "image.unknown",
                        "account " + account + " has no image '" + request.path("name") + "'",
                        "see idlegrid image ls")
                    .with("image", request.path("name")));
  }

  private ImageView view(NamedImage image) {
    Optional<ImageOrigin> origin =
        store.get(Table.ORIGIN, NamedImage.key(image.account(), image.name()));
    return new ImageView(
        image.name(),
        image.account(),
        image.digest(),
        image.variants().stream().map(ImagesApi::view).toList(),
        image.at(),
        origin.map(ImageOrigin::reference).orElse(null),
        origin.map(ImageOrigin::isStale).orElse(null));
  }

  private static ImageView.Variant view(ImageVariant variant) {
    return new ImageView.Variant(
        variant.arch(), variant.os(), variant.id(), variant.layers(), variant.bytes());
  }
}
