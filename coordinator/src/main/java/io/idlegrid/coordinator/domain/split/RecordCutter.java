package io.idlegrid.coordinator.domain.split;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into pieces at line ends: after a number of lines, or before a number of
 * bytes is exceeded. A line longer than the limit is a piece of its own, never cut. Feed it buffers
 * in order and call {@link #finish}.
 */
public final class RecordCutter {

  private final long mostLines;
  private final long mostBytes;
  private final List<Long> ends = new ArrayList<>();
  private long position;
  private long pieceStart;
  private long linesInPiece;
  private long lastLineEnd;

  private RecordCutter(long mostLines, long mostBytes) {
    this.mostLines = mostLines;
    this.mostBytes = mostBytes;
  }

  /** Pieces of this many lines; the last may have fewer. */
  public static RecordCutter byLines(long lines) {
    if (lines <= 0) {
      throw new IllegalArgumentException("lines per unit must be positive, not " + lines);
    }
    return new RecordCutter(lines, Long.MAX_VALUE);
  }

  /** Pieces of whole lines with at most this many bytes together. */
  public static RecordCutter byBytes(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes per unit must be positive, not " + bytes);
    }
    return new RecordCutter(Long.MAX_VALUE, bytes);
  }

  /** Takes the next bytes and returns the ends (exclusive offsets) of the pieces they complete. */
  public List<Long> accept(byte[] buffer, int length) {
    ends.clear();
    for (int i = 0; i < length; i++) {
      position++;
      if (buffer[i] == '\n') {
        lineEnds();
      }
    }
    return List.copyOf(ends);
  }

  /** The end of the last piece, if there are bytes that belong to no piece yet. */
  public List<Long> finish() {
    ends.clear();
    if (position > lastLineEnd) {
      lineEnds();
    }
    if (position > pieceStart) {
      cutAt(position);
    }
    return List.copyOf(ends);
  }

  private void lineEnds() {
    if (position - pieceStart > mostBytes && lastLineEnd > pieceStart) {
      cutAt(lastLineEnd);
    }
    lastLineEnd = position;
    linesInPiece++;
    if (linesInPiece >= mostLines || position - pieceStart >= mostBytes) {
      cutAt(position);
    }
  }

  private void cutAt(long end) {
    ends.add(end);
    pieceStart = end;
    linesInPiece = 0;
  }
}
