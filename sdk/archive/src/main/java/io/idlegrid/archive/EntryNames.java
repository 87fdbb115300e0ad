package io.idlegrid.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an archive's names may be: inside the folder it is unpacked into, whatever its links say.
 * Knows the links seen so far.
 */
final class EntryNames {

  private static final int MOST_CHARACTERS = 4_000;
  private static final int MOST_HOPS = 40;

  /** All links are kept in memory, in a worker's small heap too. */
  private static final long MOST_FOR_LINKS = 4 << 20;

  private static final int COST_OF_LINK = 128;

  private final Map<String, String> links = new HashMap<>();
  private long linked;

  /** The name without needless parts; refuses one that leads elsewhere. */
  String checked(String name) throws ArchiveException {
    if (name.length() > MOST_CHARACTERS
        || name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0
        || name.matches("[A-Za-z]:.*")) {
      throw path(name);
    }
    String clean = resolve("", name).orElseThrow(() -> path(name));
    String parent = parent(clean);
    while (!parent.isEmpty()) {
      if (links.containsKey(parent)) {
        throw new ArchiveException(
            "archive.link",
            "entry '%s' lies behind the link '%s'".formatted(name, parent),
            "pack the folder that the link leads to instead of the link");
      }
      parent = parent(parent);
    }
    return clean;
  }

  /** Notes a link; refuses one that leads out. */
  void link(String path, String target) throws ArchiveException {
    if (target.startsWith("/")
        || goesUpAfterDown(target)
        || resolve(parent(path), target).isEmpty()) {
      throw new ArchiveException(
          "archive.link",
          "link '%s' leads out of the archive, to '%s'".formatted(path, target),
          "links must be relative and stay inside");
    }
    linked += path.length() + target.length() + COST_OF_LINK;
    if (linked > MOST_FOR_LINKS) {
      throw new ArchiveException(
          "archive.entries",
          "the archive has more links than fit into a device's memory",
          "pack the files themselves");
    }
    links.put(path, target);
  }

  /** Refuses links that lead round in a circle. */
  void requireNoCircle() throws ArchiveException {
    for (String link : links.keySet()) {
      String at = link;
      for (int hops = 0; links.containsKey(at); hops++) {
        if (hops > MOST_HOPS) {
          throw new ArchiveException(
              "archive.link",
              "link '%s' leads round in a circle".formatted(link),
              "let every link lead to a file or folder");
        }
        at = resolve(parent(at), links.getOrDefault(at, "")).orElse("");
      }
    }
  }

  /** {@code a/..} is not where it seems to be if {@code a} is a link. */
  private static boolean goesUpAfterDown(String target) {
    boolean wentDown = false;
    for (String part : target.split("/", -1)) {
      if (part.equals("..") && wentDown) {
        return true;
      }
      wentDown |= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    return false;
  }

  private static ArchiveException path(String name) {
    return new ArchiveException(
        "archive.path",
        "entry '%s' is not a path inside the archive".formatted(name),
        "entries must be relative, without '..' that leads out");
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static Optional<String> resolve(String folder, String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + "/" + name).split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return Optional.empty();
        }
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }
}
