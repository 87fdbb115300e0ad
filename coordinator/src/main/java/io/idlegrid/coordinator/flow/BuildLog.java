package io.idlegrid.coordinator.flow;

/** What a build said, the newest part of it. */
final class BuildLog {

  private static final int MOST = 1 << 20;
  private static final int PIECE = 64 << 10;

  private final StringBuilder text = new StringBuilder();
  private long begin;

  /**
   * A piece of a log.
   *
   * @param next where the following piece begins
   */
  record Piece(String text, long next) {}

  synchronized void add(String more) {
    text.append(more);
    if (text.length() > MOST) {
      int dropped = text.length() - MOST / 2;
      text.delete(0, dropped);
      begin += dropped;
    }
  }

  /** Keeps only the end of it. */
  synchronized void shorten() {
    int dropped = Math.max(0, text.length() - PIECE);
    text.delete(0, dropped);
    text.trimToSize();
    begin += dropped;
  }

  /** What was said from a place on; what was dropped is passed over. */
  synchronized Piece from(long place) {
    int start = (int) Math.max(0, Math.min(place - begin, text.length()));
    int end = Math.min(text.length(), start + PIECE);
    return new Piece(text.substring(start, end), begin + end);
  }
}
