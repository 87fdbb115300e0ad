package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.blobs.Uploader;
import io.idlegrid.coordinator.edge.blobs.Uploads;
import io.idlegrid.coordinator.edge.rest.result.ByteRange;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.store.BlobView;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blobs over HTTP. Whoever knows the hash of a blob may read it: a hash cannot be guessed. */
final class BlobsApi {

  private static final String PATH = "/api/v1/blobs/{sha256}";
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final FileBlobStore blobs;
  private final Uploads uploads;
  private final Usage usage;
  private final AttemptUploads attempts;

  BlobsApi(FileBlobStore blobs, Uploads uploads, Usage usage, AttemptUploads attempts) {
    this.blobs = blobs;
    this.uploads = uploads;
    this.usage = usage;
    this.attempts = attempts;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH + "/status", Route.ACCOUNTS_AND_DEVICES, "How much of a blob is here")
            .answers(200, "how much", BlobView.class)
            .by(this::status),
        Route.put(
                PATH,
                Route.ACCOUNTS_AND_DEVICES,
                "Stores a blob; with Content-Range, a piece of it. A device names the attempt that it"
                    + " is for in the header "
                    + LeaseRef.HEADER)
            .bytes()
            .answers(201, "the blob is complete", BlobView.class)
            .answers(202, "more is wanted", BlobView.class)
            .by(this::put),
        Route.get(PATH, Route.ACCOUNTS_AND_DEVICES, "Reads a blob, or a range of it")
            .streams(200, "all of it", "application/octet-stream")
            .streams(206, "a range of it", "application/octet-stream")
            .by(this::get));
  }

  private void status(Request request) throws IOException {
    request.answer(view(who(request), name(request)));
  }

  private void put(Request request) throws IOException {
    request.requireDeviceOr(Right.SUBMIT_JOBS);
    String sha256 = name(request);
    Piece piece = piece(request);
    Optional<Account> account =
        request.caller() instanceof Caller.User user
            ? Optional.of(user.account())
            : Optional.empty();
    // What is here already has the size that it has, whatever is claimed.
    long size = blobs.size(sha256).orElse(piece.total());
    account.ifPresent(each -> usage.upload(each, sha256, size, request.at()));
    if (request.caller() instanceof Caller.Worker worker) {
      attempts.require(worker.device(), request.header(LeaseRef.HEADER), sha256, size);
    }
    Uploader who = who(request);
    boolean isComplete;
    try (InputStream in = request.context().req().getInputStream()) {
      isComplete = uploads.take(who, sha256, in, piece.offset(), piece.total());
    } catch (IOException | RuntimeException e) {
      if (account.isPresent() && uploads.received(who, sha256) == 0) {
        usage.dropped(account.get(), sha256);
      }
      throw e;
    }
    if (isComplete && account.isPresent()) {
      usage.uploaded(account.get(), sha256, uploads.received(who, sha256), request.at());
    }
    if (!isComplete) {
      request.changesNothing();
    }
    request.answer(isComplete ? 201 : 202, view(who, sha256));
  }

  /**
   * Where the bytes of an upload belong.
   *
   * @param total size of the whole, or -1 when these bytes are its end
   */
  record Piece(long offset, long total) {}

  /** The piece that a request brings. */
  static Piece piece(Request request) {
    Optional<String> range = request.header("Content-Range");
    long offset = 0;
    long total = request.context().req().getContentLengthLong();
    if (range.isPresent()) {
      Matcher matcher = RANGE.matcher(range.get());
      if (!matcher.matches()) {
        throw RefusedException.invalid(
                "blob.range",
                "Content-Range",
                "'" + range.get() + "' is no range",
                "write it like: bytes 0-1048575/4194304")
            .with("range", range.get());
      }
      offset = Long.parseLong(matcher.group(1));
      total = Long.parseLong(matcher.group(3));
    }
    return new Piece(offset, total);
  }

  static Uploader who(Request request) {
    return request.caller() instanceof Caller.Worker worker
        ? Uploader.device(worker.device().id())
        : Uploader.account(request.user().account().name());
  }

  private void get(Request request) throws IOException {
    String sha256 = name(request);
    long size =
        blobs
            .size(sha256)
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "blob.missing",
                            "there is no blob " + sha256,
                            "upload it first")
                        .with("blob", sha256));
    ByteRange range = Bytes.range(request, size);
    Bytes.attachment(request, sha256);
    if (!Bytes.head(request, "application/octet-stream", range, size, Optional.of(sha256))) {
      return;
    }
    try (InputStream in = blobs.open(sha256, range.first(), range.length())) {
      in.transferTo(request.context().res().getOutputStream());
    }
  }

  private BlobView view(Uploader who, String sha256) throws IOException {
    return view(who, sha256, blobs, uploads);
  }

  static BlobView view(Uploader who, String sha256, FileBlobStore blobs, Uploads uploads)
      throws IOException {
    boolean isComplete = blobs.has(sha256);
    long received = uploads.received(who, sha256);
    return new BlobView(sha256, isComplete ? received : 0, received, isComplete);
  }

  static String name(Request request) {
    String sha256 = request.path("sha256");
    requireName(sha256, "sha256");
    return sha256;
  }

  /**
   * Refuses what is no name of a blob.
   *
   * @param place where it stands
   */
  static void requireName(String sha256, String place) {
    if (!FileBlobStore.isName(sha256)) {
      throw RefusedException.invalid(
              "blob.name",
              place,
              "'" + sha256 + "' is not a SHA-256",
              "blobs are named by 64 digits of lower-case hex")
          .with("blob", sha256);
    }
  }
}
