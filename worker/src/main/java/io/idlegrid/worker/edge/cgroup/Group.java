package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One group, as its directories in every hierarchy that serves us.
 *
 * @param path below the mount points, without a slash in front
 */
record Group(Controllers controllers, String path) {

  /**
   * Podman's watcher of a container lives beside it. It is none of the unit's processes: killed
   * with them, it could not tell the engine of the end, and the next container would wait for it in
   * vain.
   */
  private static final String WATCHER = "conmon";

  private static final String SLICE = ".slice";

  List<Path> directories() {
    return controllers.all().stream().map(hierarchy -> in(hierarchy)).toList();
  }

  /**
   * Path of a top group that systemd makes. A dash in its name would mean that it lies in another,
   * and Docker parts a name at colons; attempts have no dots in theirs.
   */
  static String sliceOf(String name) {
    return name.replace('-', '.') + SLICE;
  }

  /** The name of which {@link #sliceOf} made this; the same where it is none. */
  static String nameOf(String directory) {
    return directory.endsWith(SLICE)
        ? directory.substring(0, directory.length() - SLICE.length()).replace('.', '-')
        : directory;
  }

  /** Whether systemd makes it. */
  boolean isSlice() {
    return path.endsWith(SLICE);
  }

  /** What systemd calls it. */
  String unit() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Group child(String name) {
    return new Group(controllers, path + "/" + (isSlice() ? stem() + sliceOf(name) : name));
  }

  /** Names of the groups in it. */
  Set<String> childNames() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path directory : directories()) {
      for (Path child : childrenOf(directory)) {
        String name = child.toFile().getName();
        if (!isSlice()) {
          names.add(name);
        } else if (name.startsWith(stem()) && name.endsWith(SLICE)) {
          names.add(nameOf(name.substring(stem().length())));
        }
      }
    }
    return names;
  }

  /** How the names of slices in it begin. */
  private String stem() {
    return unit().substring(0, unit().length() - SLICE.length()) + "-";
  }

  Group withOnly(Controllers fewer) {
    return new Group(fewer, path);
  }

  Path in(Hierarchy hierarchy) {
    return hierarchy.mount().resolve(path);
  }

  Optional<Freezer> freezer() {
    Hierarchy one = controllers.freezer();
    if (one == null) {
      return Optional.empty();
    }
    Knobs knobs = new Knobs(in(one));
    return Optional.of(one.unified() ? new Freezer.Unified(knobs) : new Freezer.Legacy(knobs));
  }

  Optional<CpuControl> cpu() {
    return knobs(controllers.cpu()).map(k -> new CpuControl(k, unified(controllers.cpu())));
  }

  Optional<CpuMeter> cpuTime() {
    return knobs(controllers.cpuTime()).map(k -> new CpuMeter(k, unified(controllers.cpuTime())));
  }

  Optional<MemoryControl> memory() {
    return knobs(controllers.memory())
        .map(k -> new MemoryControl(k, unified(controllers.memory())));
  }

  Optional<ProcessControl> processes() {
    return knobs(controllers.processes()).map(ProcessControl::new);
  }

  Optional<IoControl> io() {
    return knobs(controllers.io()).map(IoControl::new);
  }

  /**
   * Kills every process of the group at once (version 2, Linux 5.14); absent where that is too
   * many.
   */
  Optional<Path> killFile() {
    return controllers.all().stream()
        .filter(Hierarchy::unified)
        .map(each -> in(each).resolve("cgroup.kill"))
        .filter(Files::exists)
        .filter(file -> !Files.exists(file.resolveSibling(WATCHER)))
        .findFirst();
  }

  /**
   * Of this group and those in it, without an engine's watcher; the freezer's tree knows best who
   * can be frozen.
   */
  Set<Long> members() throws IOException {
    return processes(directories().stream().limit(1).toList(), false);
  }

  /** The same of all hierarchies: whoever was taken out of one is still in the others. */
  Set<Long> everywhere() throws IOException {
    return processes(directories(), false);
  }

  /** Processes of an engine that watch over the group's containers from within. */
  Set<Long> watchers() throws IOException {
    return processes(directories().stream().limit(1).toList(), true);
  }

  private static Set<Long> processes(List<Path> directories, boolean areWatchers)
      throws IOException {
    Set<Long> found = new LinkedHashSet<>();
    for (Path directory : directories) {
      for (Path group : withDescendants(directory)) {
        if (group.endsWith(WATCHER) == areWatchers) {
          found.addAll(membersOf(group));
        }
      }
    }
    return found;
  }

  /** Groups can only be removed from the inside out, and only when nothing lives in them. */
  void remove() throws IOException {
    for (Path mount : controllers.mounts()) {
      List<Path> outsideIn = withDescendants(mount.resolve(path));
      for (int i = outsideIn.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(outsideIn.get(i));
      }
    }
  }

  boolean exists() {
    return directories().stream().anyMatch(Files::exists);
  }

  /** Whether nobody removed it from one of its hierarchies. */
  boolean isWhole() {
    return directories().stream().allMatch(Files::isDirectory);
  }

  static List<Path> childrenOf(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      entries.forEach(children::add);
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  static List<Path> withDescendants(Path directory) throws IOException {
    List<Path> found = new ArrayList<>(List.of(directory));
    for (int next = 0; next < found.size(); next++) {
      found.addAll(childrenOf(found.get(next)));
    }
    return found;
  }

  private static List<Long> membersOf(Path group) throws IOException {
    Path list = group.resolve("cgroup.procs");
    try {
      return Files.readAllLines(list, StandardCharsets.US_ASCII).stream()
          .map(Long::valueOf)
          .toList();
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException e) {
      // Engines remove their groups while we look; an open file of one that goes has ENODEV.
      if (String.valueOf(e.getMessage()).contains("No such device") || !Files.exists(group)) {
        return List.of();
      }
      throw e;
    }
  }

  private Optional<Knobs> knobs(@Nullable Hierarchy hierarchy) {
    return Optional.ofNullable(hierarchy).map(h -> new Knobs(in(h)));
  }

  private static boolean unified(@Nullable Hierarchy hierarchy) {
    return hierarchy != null && hierarchy.unified();
  }
}
