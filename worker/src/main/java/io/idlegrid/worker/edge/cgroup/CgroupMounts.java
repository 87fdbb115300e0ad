package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the kernel's control groups are mounted.
 *
 * @param legacy version 1: mount point by controller
 * @param unified version 2; absent where it is not mounted
 * @param nested what we see is not the top of the tree, as inside a container: nothing that we set
 *     has an effect against the rest of the device
 */
public record CgroupMounts(Map<String, Path> legacy, @Nullable Path unified, boolean nested) {

  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  public CgroupMounts {
    legacy = Map.copyOf(legacy);
  }

  /** Those of this process. */
  public static CgroupMounts ofThisProcess() throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
  }

  Set<Path> all() {
    Set<Path> all = new LinkedHashSet<>(legacy.values());
    if (unified != null) {
      all.add(unified);
    }
    return all;
  }

  /** Format: proc_pid_mountinfo(5). */
  static CgroupMounts parse(List<String> mountinfo) {
    Map<String, Path> legacy = new HashMap<>();
    Path unified = null;
    boolean nested = false;
    for (String line : mountinfo) {
      List<String> before = words(line.substring(0, Math.max(0, line.indexOf(" - "))));
      List<String> after = words(line.substring(line.indexOf(" - ") + 3));
      if (before.size() < 5 || after.size() < 3 || !after.get(0).startsWith("cgroup")) {
        continue;
      }
      Path mount = Path.of(unescaped(before.get(4)));
      nested |= !before.get(3).equals("/");
      if (after.get(0).equals("cgroup2")) {
        unified = unified == null ? mount : unified;
      } else {
        controllersIn(after.get(2)).forEach(controller -> legacy.putIfAbsent(controller, mount));
      }
    }
    return new CgroupMounts(legacy, unified, nested);
  }

  private static List<String> controllersIn(String superOptions) {
    return Arrays.asList(superOptions.split(",", -1));
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" ", -1));
  }

  private static String unescaped(String path) {
    Matcher matcher = ESCAPED.matcher(path);
    return matcher.replaceAll(
        match ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
  }
}
