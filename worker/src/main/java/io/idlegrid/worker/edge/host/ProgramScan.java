package io.idlegrid.worker.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for programs by name. To be cheap it reads the names of processes that are new since the
 * last look, and of those that were new then, since a process gets its name only after its start;
 * all of them only now and then. Not for use by several threads.
 */
final class ProgramScan {

  /** Every how many looks all names are read: a shell may become another program by exec. */
  private static final int ALL_EVERY = 12;

  /** The kernel keeps so many characters of a name. */
  private static final int SHORT_NAME = 15;

  private final Path proc;
  private final String ownGroup;
  private Map<String, String> known = new HashMap<>();
  private Set<String> fresh = new HashSet<>();
  private int looks;

  /**
   * @param ownGroup path of the attempts' control group; what runs in it is not the owner's
   */
  ProgramScan(Path proc, String ownGroup) {
    this.proc = proc;
    this.ownGroup = ownGroup;
  }

  /** Those of the names that run, in the order given. */
  List<String> present(List<String> names) throws IOException {
    if (names.isEmpty()) {
      known = new HashMap<>();
      return List.of();
    }
    look();
    List<String> present = new ArrayList<>();
    for (String name : names) {
      if (isRunning(name)) {
        present.add(name);
      }
    }
    return present;
  }

  private void look() throws IOException {
    boolean readsAll = looks++ % ALL_EVERY == 0;
    Map<String, String> next = new HashMap<>();
    Set<String> nowFresh = new HashSet<>();
    try (var entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        String pid = String.valueOf(entry.getFileName());
        String before = known.get(pid);
        if (before == null) {
          nowFresh.add(pid);
        }
        boolean isToRead = before == null || readsAll || fresh.contains(pid);
        next.put(pid, isToRead ? text(entry.resolve("comm")) : before);
      }
    }
    known = next;
    fresh = nowFresh;
  }

  private boolean isRunning(String name) {
    String kept = name.length() > SHORT_NAME ? name.substring(0, SHORT_NAME) : name;
    for (Map.Entry<String, String> process : known.entrySet()) {
      if (process.getValue().equals(kept)
          && (kept.equals(name) || isStartedAs(process.getKey(), name))
          && !isOurs(process.getKey())) {
        return true;
      }
    }
    return false;
  }

  private boolean isStartedAs(String pid, String name) {
    String program = text(proc.resolve(pid).resolve("cmdline")).split("\0", 2)[0];
    return program.substring(program.lastIndexOf('/') + 1).equals(name);
  }

  private boolean isOurs(String pid) {
    return text(proc.resolve(pid).resolve("cgroup"))
        .lines()
        .map(line -> line.substring(line.lastIndexOf(':') + 1))
        .anyMatch(path -> path.equals(ownGroup) || path.startsWith(ownGroup + "/"));
  }

  /** Processes come and go while we look; one that is gone has no name. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
