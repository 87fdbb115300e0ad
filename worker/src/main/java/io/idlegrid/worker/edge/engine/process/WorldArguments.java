package io.idlegrid.worker.edge.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects bubblewrap's arguments; folders that it would make for root alone are made for all. */
final class WorldArguments {

  private final List<String> all = new ArrayList<>();
  private final Set<Path> folders = new HashSet<>();

  WorldArguments add(String... arguments) {
    all.addAll(List.of(arguments));
    return this;
  }

  WorldArguments addAll(List<String> arguments) {
    all.addAll(arguments);
    return this;
  }

  WorldArguments readOnly(Path from, String seen) {
    return bound("--ro-bind", from, seen);
  }

  WorldArguments readWrite(Path from, String seen) {
    return bound("--bind", from, seen);
  }

  /** At its own path, a link at the top as a link: {@code /bin} stays one to {@code usr/bin}. */
  WorldArguments asOnDevice(Path path) throws IOException {
    if (Files.isSymbolicLink(path) && path.getNameCount() == 1) {
      return add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
    }
    return readOnly(path.toRealPath(), path.toString());
  }

  List<String> toList() {
    return List.copyOf(all);
  }

  private WorldArguments bound(String how, Path from, String seen) {
    makeFoldersAbove(Path.of(seen));
    folders.add(Path.of(seen));
    return add(how, from.toString(), seen);
  }

  private void makeFoldersAbove(Path seen) {
    for (int depth = 1; depth < seen.getNameCount(); depth++) {
      Path above = seen.getRoot().resolve(seen.subpath(0, depth));
      if (folders.add(above)) {
        add("--perms", "0755", "--dir", above.toString());
      }
    }
  }
}
