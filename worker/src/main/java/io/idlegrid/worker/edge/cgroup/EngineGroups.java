package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The control groups in which container engines live, as systemd makes one for each service. Only
 * groups that hold nothing else: an engine that was started by hand shares its group with the rest
 * of the device, and what it works for us is then the owner's load.
 */
final class EngineGroups implements OrderedWork.Engines {

  private static final Set<String> ENGINES = Set.of("dockerd", "containerd", "podman");

  /** What engines start to make and end containers, as the kernel cuts the names. */
  private static final List<String> THEIRS =
      List.of("dockerd", "docker-", "containerd", "podman", "conmon", "runc", "crun");

  /** The name of a program that runs from no file, as runc copies itself. */
  private static final String COPIED = "exe";

  private final Path proc;
  private final String ours;
  private final @Nullable Hierarchy hierarchy;

  /**
   * @param ours name of the group of all attempts: whatever lives in it is an attempt's, by
   *     whatever name
   * @param hierarchy the one that accounts CPU time; absent where none does, or where only a part
   *     of the device is seen
   */
  EngineGroups(Path proc, String ours, @Nullable Hierarchy hierarchy) {
    this.proc = proc;
    this.ours = ours;
    this.hierarchy = hierarchy;
  }

  @Override
  public OrderedWork.Meter find() throws IOException {
    if (hierarchy == null) {
      return () -> Duration.ZERO;
    }
    List<CpuMeter> meters = new ArrayList<>();
    for (String group : groupsOfEngines()) {
      Path directory = hierarchy.mount().resolve(group.substring(1));
      if (!group.equals("/") && !isOurs(group) && isOnlyTheirs(directory)) {
        meters.add(new CpuMeter(new Knobs(directory), hierarchy.unified()));
      }
    }
    return () -> sum(meters);
  }

  private boolean isOurs(String group) {
    return (group + "/").contains("/" + ours + "/");
  }

  private static Duration sum(List<CpuMeter> meters) throws IOException {
    Duration sum = Duration.ZERO;
    for (CpuMeter meter : meters) {
      sum = sum.plus(meter.total());
    }
    return sum;
  }

  private Set<String> groupsOfEngines() throws IOException {
    Set<String> groups = new TreeSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (text(process.resolve("comm"))
            .map(String::strip)
            .filter(ENGINES::contains)
            .isPresent()) {
          groupOf(process).ifPresent(groups::add);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return groups;
  }

  /** Format: proc_pid_cgroup(5). */
  private Optional<String> groupOf(Path process) {
    boolean isUnified = hierarchy != null && hierarchy.unified();
    return text(process.resolve("cgroup")).stream()
        .flatMap(String::lines)
        .map(line -> line.split(":", 3))
        .filter(
            fields ->
                isUnified
                    ? fields[0].equals("0")
                    : List.of(fields[1].split(",", -1)).contains("cpuacct"))
        .map(fields -> fields[2])
        .findFirst();
  }

  /** A group inside would be counted too, and may be a container's. */
  private boolean isOnlyTheirs(Path group) throws IOException {
    if (!Group.childrenOf(group).isEmpty()) {
      return false;
    }
    for (String process : Files.readAllLines(group.resolve("cgroup.procs"))) {
      Optional<String> name = text(proc.resolve(process).resolve("comm")).map(String::strip);
      if (name.isPresent() && !isTheirs(name.get())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTheirs(String name) {
    return name.equals(COPIED) || THEIRS.stream().anyMatch(name::startsWith);
  }

  /** Empty when the process is gone. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
