package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.rest.result.ByteRange;
import io.idlegrid.coordinator.flow.RefusedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The head of an answer that is bytes rather than JSON. */
final class Bytes {

  private Bytes() {}

  /** The range that is asked for; a refusal tells the size, as the standard wants it. */
  static ByteRange range(Request request, long size) {
    try {
      return ByteRange.of(request.header("Range"), size);
    } catch (RefusedException e) {
      request.context().header("Content-Range", "bytes */" + size);
      throw e;
    }
  }

  /**
   * Announces bytes; the caller writes them to the response next.
   *
   * @param tag names these very bytes, for caches and for resuming
   * @return whether the bytes are wanted as well
   */
  static boolean head(
      Request request, String media, ByteRange range, long size, Optional<String> tag) {
    var response = request.context().res();
    response.setStatus(range.isPartial() ? 206 : 200);
    response.setContentType(media);
    response.setHeader("Accept-Ranges", "bytes");
    response.setContentLengthLong(range.length());
    tag.ifPresent(value -> response.setHeader("ETag", '"' + value + '"'));
    if (range.isPartial()) {
      response.setHeader("Content-Range", range.contentRange(size));
    }
    return !request.isHead();
  }

  /**
   * Has browsers save the answer as a file. Its name may come from strangers: the plain form keeps
   * what is safe anywhere, the other one says it in full (RFC 6266).
   */
  static void attachment(Request request, String fileName) {
    request.context().res().setHeader("Content-Disposition", disposition(fileName));
  }

  static String disposition(String fileName) {
    String plain = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
    String header = "attachment; filename=\"" + plain + "\"";
    if (plain.equals(fileName)) {
      return header;
    }
    String full =
        URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return header + "; filename*=UTF-8''" + full;
  }
}
