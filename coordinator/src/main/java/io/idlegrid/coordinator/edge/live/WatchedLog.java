package io.idlegrid.coordinator.edge.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The log of an attempt that somebody watches. A device tells what it has kept only to the first
 * one, so what came lately is kept for those who come later.
 */
final class WatchedLog {

  /** As much as a device keeps, twice. */
  private static final int MOST_CHARACTERS = 32 << 10;

  private final List<LogWatcher> watchers = new ArrayList<>();
  private final Deque<Piece> lately = new ArrayDeque<>();
  private int characters;

  private record Piece(long offset, String text) {}

  synchronized void add(LogWatcher watcher) {
    lately.forEach(piece -> watcher.logged(piece.offset(), piece.text()));
    watchers.add(watcher);
  }

  synchronized WatchedLog without(LogWatcher watcher) {
    watchers.remove(watcher);
    return this;
  }

  synchronized boolean isWatched() {
    return !watchers.isEmpty();
  }

  synchronized void tell(long offset, String text) {
    lately.addLast(new Piece(offset, text));
    characters += text.length();
    while (characters > MOST_CHARACTERS) {
      characters -= lately.removeFirst().text().length();
    }
    watchers.forEach(watcher -> LiveHub.tell(() -> watcher.logged(offset, text)));
  }
}
