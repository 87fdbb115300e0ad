package io.idlegrid.coordinator.edge.input;

/** What a file name from outside may be. */
public final class RelativePaths {

  private static final int MOST_CHARACTERS = 1_000;

  private RelativePaths() {}

  /** Whether a path is relative, stays inside, and fits every file system. */
  public static boolean isSafe(String path) {
    if (path.isEmpty()
        || path.length() > MOST_CHARACTERS
        || path.startsWith("/")
        || path.indexOf('\\') >= 0
        || path.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
