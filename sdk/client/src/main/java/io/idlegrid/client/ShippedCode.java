package io.idlegrid.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.idlegrid.client.map.ElementCodec;
import io.idlegrid.client.map.Runner;
import io.idlegrid.protocol.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.NullMarked;

/**
 * The jars that devices need to run a function: its class path, folders packed, and the runner.
 * Left out is what this client brought along for itself and no class of the user's names.
 */
final class ShippedCode implements AutoCloseable {

  /** More than a job file can name. */
  private static final int MOST_JARS = 900;

  /** One class of every library that only the client itself needs. */
  private static final List<String> FOR_THE_CLIENT_ALONE =
      List.of(
          GridApi.class.getName(),
          Problem.class.getName(),
          NullMarked.class.getName(),
          YAMLFactory.class.getName(),
          TarArchiveEntry.class.getName(),
          "org.yaml.snakeyaml.Yaml",
          "org.apache.commons.io.IOUtils",
          "org.apache.commons.codec.Encoder",
          "org.apache.commons.lang3.StringUtils");

  private final Path scratch;
  private final List<CodeJar> jars;

  private ShippedCode(Path scratch, List<CodeJar> jars) {
    this.scratch = scratch;
    this.jars = jars;
  }

  /**
   * Gathers what to ship.
   *
   * @param entries jars and folders in class path order
   * @throws GridException when the function's class is not in them
   */
  static ShippedCode gather(Class<?> function, List<Path> entries) {
    try {
      Path scratch = Files.createTempDirectory("idlegrid-map");
      List<CodeJar> found = new ArrayList<>();
      Path runner = scratch.resolve("runner.jar");
      CodeJar.pack(List.of(GridFunction.class, ElementCodec.class, Runner.class), runner);
      for (Path entry : entries) {
        found.add(jar(entry, scratch.resolve(found.size() + ".jar")));
      }
      found.removeIf(jar -> jar.classes().isEmpty() && isEmpty(jar));
      requireClass(function, found);
      addJackson(found);
      List<CodeJar> kept = withoutUnneeded(function, found);
      kept.add(0, CodeJar.read(Path.of("idlegrid-runner.jar"), runner));
      return new ShippedCode(scratch, kept);
    } catch (IOException e) {
      throw GridException.of(
          "map.class-path",
          "the class path cannot be read: " + e.getMessage(),
          "name what to ship: grid.map(…).classPath(…)",
          e);
    }
  }

  /** Refuses byte code that devices of a Java could not load. */
  ShippedCode requireRunsOn(int java) {
    for (CodeJar jar : jars) {
      if (jar.java() > java) {
        throw GridException.of(
            "map.java",
            "class %s in %s is byte code for Java %d, devices are asked for Java %d"
                .formatted(jar.newest().replace('/', '.'), jar.shown(), jar.java(), java),
            "compile with --release %d, or ask for devices with a newer Java: .java(%d)"
                .formatted(java, jar.java()));
      }
      if (jar.preview()) {
        throw GridException.of(
            "map.java",
            "%s uses preview features of Java %d, which no other version runs"
                .formatted(jar.shown(), jar.java()),
            "compile without --enable-preview");
      }
    }
    return this;
  }

  /** The jars, in class path order. */
  List<Path> files() {
    return jars.stream().map(CodeJar::file).toList();
  }

  /** Removes what was packed. */
  @Override
  public void close() {
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(scratch);
    } catch (IOException e) {
      throw LocalFiles.unwritable(scratch, e);
    }
  }

  /** The runner reads elements with it, also where a class path was named that lacks it. */
  private static void addJackson(List<CodeJar> jars) throws IOException {
    for (Class<?> type : List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
      String name = type.getName().replace('.', '/');
      Path home = ClassPath.home(type);
      boolean isThere = jars.stream().anyMatch(jar -> jar.classes().contains(name));
      if (!isThere && home != null) {
        jars.add(CodeJar.read(home, home));
      }
    }
  }

  private static CodeJar jar(Path entry, Path packed) throws IOException {
    if (!Files.isDirectory(entry)) {
      return CodeJar.read(entry, entry);
    }
    CodeJar.pack(entry, packed);
    return CodeJar.read(entry, packed);
  }

  private static boolean isEmpty(CodeJar jar) {
    try {
      return Files.size(jar.file()) < 100;
    } catch (IOException e) {
      throw LocalFiles.unreadable(jar.file(), e);
    }
  }

  private static void requireClass(Class<?> function, List<CodeJar> jars) {
    String name = function.getName().replace('.', '/');
    if (jars.stream().noneMatch(jar -> jar.classes().contains(name))) {
      throw GridException.of(
          "map.class-path",
          "class %s is in none of the %d jars and folders of the class path"
              .formatted(function.getName(), jars.size()),
          "name the jars to ship: grid.map(…).classPath(…)");
    }
    if (jars.size() > MOST_JARS) {
      throw GridException.of(
          "map.class-path",
          "the class path has %d jars, at most %d can be shipped".formatted(jars.size(), MOST_JARS),
          "name the jars to ship: grid.map(…).classPath(…)");
    }
  }

  private static List<CodeJar> withoutUnneeded(Class<?> function, List<CodeJar> all) {
    List<CodeJar> kept = new ArrayList<>();
    List<CodeJar> left = new ArrayList<>();
    String name = function.getName().replace('.', '/');
    for (CodeJar jar : all) {
      boolean isOurs =
          !jar.classes().contains(name)
              && FOR_THE_CLIENT_ALONE.stream()
                  .anyMatch(each -> jar.classes().contains(each.replace('.', '/')));
      (isOurs ? left : kept).add(jar);
    }
    boolean isGrowing = true;
    while (isGrowing) {
      Set<String> named = new HashSet<>();
      kept.forEach(jar -> named.addAll(jar.references()));
      List<CodeJar> wanted = left.stream().filter(jar -> isNamed(jar, named)).toList();
      left.removeAll(wanted);
      kept.addAll(wanted);
      isGrowing = !wanted.isEmpty();
    }
    kept.sort(Comparator.comparingInt(all::indexOf));
    return kept;
  }

  /** The runner brings along what a function needs of the client. */
  private static boolean isNamed(CodeJar jar, Set<String> named) {
    String shipped = GridFunction.class.getName().replace('.', '/');
    return jar.classes().stream()
        .anyMatch(each -> named.contains(each) && !each.equals(shipped) && !isAnnotation(each));
  }

  /** A class file names the annotations of packages as classes; no JVM misses them. */
  private static boolean isAnnotation(String name) {
    return name.startsWith("org/jspecify/annotations/");
  }
}
