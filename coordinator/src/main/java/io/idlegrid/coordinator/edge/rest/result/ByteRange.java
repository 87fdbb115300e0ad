package io.idlegrid.coordinator.edge.rest.result;

import io.idlegrid.coordinator.flow.RefusedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a body that a client wants (RFC 9110, 14.2). One range only; several, and what is no
 * range at all, are answered with the whole body, as the standard allows.
 *
 * @param first first byte
 * @param end byte after the last
 * @param isPartial whether less than all was asked for
 */
public record ByteRange(long first, long end, boolean isPartial) {

  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Reads a Range header. */
  public static ByteRange of(Optional<String> header, long size) {
    ByteRange all = new ByteRange(0, size, false);
    Matcher matcher = ONE.matcher(header.orElse(""));
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return all;
    }
    if (matcher.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(matcher.group(2)));
      return within(size - last, size, size);
    }
    long first = Long.parseLong(matcher.group(1));
    if (matcher.group(2).isEmpty()) {
      return within(first, size, size);
    }
    long last = Long.parseLong(matcher.group(2));
    return last < first ? all : within(first, Math.min(size, last + 1), size);
  }

  public long length() {
    return end - first;
  }

  /** The Content-Range header of the answer. */
  public String contentRange(long size) {
    return "bytes " + first + "-" + (end - 1) + "/" + size;
  }

  private static ByteRange within(long first, long end, long size) {
    if (first >= end) {
      throw RefusedException.of(
              RefusedException.Kind.NOT_SATISFIABLE,
              "range.unsatisfiable",
              "the body has %d bytes, the range begins at %d".formatted(size, first),
              "the size is in Content-Range: bytes */" + size)
          .with("size", size)
          .with("first", first);
    }
    return new ByteRange(first, end, true);
  }
}
