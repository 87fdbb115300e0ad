package io.idlegrid.worker.bench;

import io.idlegrid.worker.edge.cgroup.AbandonedGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a benchmark that was killed could not put back: groups with frozen units, busy containers,
 * workers, folders. All of it is called after the benchmark's process, so that the next one finds
 * it.
 */
final class LeftBehind {

  private static final String PREFIX = AbandonedGroups.OF_BENCHMARKS;

  private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d{1,9})");
  private static final Path DOCKER = Path.of("/var/run/docker.sock");
  private static final long FAREWELL_SECONDS = 30;

  private LeftBehind() {}

  /** What belongs to this benchmark is called. */
  static String name() {
    return PREFIX + ProcessHandle.current().pid();
  }

  /** A folder of this benchmark. */
  static Path folder() throws IOException {
    return Files.createTempDirectory(name() + "-");
  }

  /** Ends and removes what the dead left, and says what it was. */
  static void remove() throws IOException, InterruptedException {
    for (String line : endWorkers()) {
      System.err.println(line);
    }
    for (String line : AbandonedGroups.remove(CgroupMounts.ofThisProcess(), PREFIX)) {
      System.err.println(line);
    }
    removeContainers();
    removeFolders();
  }

  /** First, since a worker removes its own groups. */
  private static List<String> endWorkers() throws InterruptedException {
    List<ProcessHandle> left =
        ProcessHandle.allProcesses()
            .filter(
                each ->
                    Stream.of(each.info().arguments().orElse(new String[0]))
                        .anyMatch(LeftBehind::isOfTheDead))
            .toList();
    List<String> told = new ArrayList<>();
    for (ProcessHandle each : left) {
      told.add("ended process " + each.pid() + ", left behind by a benchmark that was killed");
      each.destroy();
    }
    for (ProcessHandle each : left) {
      try {
        each.onExit().get(FAREWELL_SECONDS, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        each.destroyForcibly();
      }
    }
    return told;
  }

  private static void removeContainers() throws IOException, InterruptedException {
    if (!Files.exists(DOCKER)) {
      return;
    }
    for (String name : said("docker", "ps", "--all", "--format", "{{.Names}}").lines().toList()) {
      if (isOfTheDead(name)) {
        said("docker", "rm", "--force", name);
        System.err.println(
            "removed container " + name + ", left behind by a benchmark that was killed");
      }
    }
  }

  private static void removeFolders() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var folders = Files.newDirectoryStream(temporary, PREFIX + "*-*")) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        if (isOfTheDead(name.substring(0, name.lastIndexOf('-')))) {
          RemoveFolder.remove(folder);
        }
      }
    }
  }

  /** Whether something is called after a benchmark whose process is gone. */
  private static boolean isOfTheDead(String name) {
    Matcher matcher = OURS.matcher(name);
    return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // An engine that is down has nothing to tell.
    process.waitFor();
    return said;
  }
}
