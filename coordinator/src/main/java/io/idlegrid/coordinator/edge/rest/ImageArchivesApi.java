package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.blobs.Uploader;
import io.idlegrid.coordinator.edge.blobs.Uploads;
import io.idlegrid.protocol.store.BlobView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

/** Archives of images as they come up: they are taken in next, and not kept as they are. */
final class ImageArchivesApi {

  private static final String PATH = "/api/v1/image-archives/{sha256}";

  private final FileBlobStore incoming;
  private final Uploads uploads;
  private final Usage usage;

  ImageArchivesApi(FileBlobStore incoming, Uploads uploads, Usage usage) {
    this.incoming = incoming;
    this.uploads = uploads;
    this.usage = usage;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
                PATH + "/status",
                Route.having(Right.SUBMIT_JOBS),
                "How much of an archive of images is here")
            .answers(200, "how much", BlobView.class)
            .by(request -> request.answer(view(request))),
        Route.put(
                PATH,
                Route.having(Right.SUBMIT_JOBS),
                "Uploads an archive of images, to be named next; with Content-Range, a piece of it")
            .bytes()
            .answers(201, "the archive is complete", BlobView.class)
            .answers(202, "more is wanted", BlobView.class)
            .by(this::put));
  }

  private void put(Request request) throws IOException {
    String sha256 = BlobsApi.name(request);
    Uploader who = BlobsApi.who(request);
    BlobsApi.Piece piece = BlobsApi.piece(request);
    Account account = request.user().account();
    long size = incoming.size(sha256).orElse(piece.total());
    usage.forgetArchives(account, archive -> isGone(who, archive), request.at());
    usage.archive(account, sha256, size, request.at());
    boolean isComplete;
    try (InputStream in = request.context().req().getInputStream()) {
      isComplete = uploads.take(who, sha256, in, piece.offset(), piece.total());
    } catch (IOException | RuntimeException e) {
      if (uploads.received(who, sha256) == 0) {
        usage.forgetArchive(account, sha256);
      }
      throw e;
    }
    if (!isComplete) {
      request.changesNothing();
    }
    request.answer(isComplete ? 201 : 202, view(request));
  }

  /** What was taken in, built from or swept away takes no room any more. */
  private boolean isGone(Uploader who, String archive) {
    return incoming.size(archive).isEmpty() && !Files.exists(incoming.uploadFile(who, archive));
  }

  private BlobView view(Request request) throws IOException {
    return BlobsApi.view(BlobsApi.who(request), BlobsApi.name(request), incoming, uploads);
  }
}
