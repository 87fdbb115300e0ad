package io.idlegrid.client;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jars and folders that a class and what it uses come from; the JDK is not among them.
 */
final class ClassPath {

  private final Set<Path> entries = new LinkedHashSet<>();

  private ClassPath() {}

  /** Those of the running program, in their order. */
  static List<Path> of(Class<?> type) {
    ClassPath found = new ClassPath();
    for (ClassLoader loader = type.getClassLoader(); loader != null; loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        Arrays.stream(urls.getURLs()).forEach(url -> found.add(path(url)));
      }
    }
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        found.add(Path.of(entry));
      }
    }
    return List.copyOf(found.entries);
  }

  /** The jar or folder that a class was loaded from; null when it is neither. */
  static @Nullable Path home(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : real(path(source.getLocation()));
  }

  /** A jar may name others in its manifest; build tools put whole class paths there. */
  private void add(@Nullable Path entry) {
    Path real = real(entry);
    if (real == null || !entries.add(real) || Files.isDirectory(real)) {
      return;
    }
    try (JarFile jar = new JarFile(real.toFile())) {
      Manifest manifest = jar.getManifest();
      String more =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (more != null) {
        for (String each : more.strip().split("\\s+", -1)) {
          add(path(real.toUri().resolve(each).toURL()));
        }
      }
    } catch (IOException e) {
      throw GridException.of(
          "map.class-path",
          "%s on the class path is no jar: %s".formatted(real, e.getMessage()),
          "name what to ship: grid.map(…).classPath(…)",
          e);
    }
  }

  private static @Nullable Path real(@Nullable Path path) {
    return path == null || !Files.exists(path) ? null : path.toAbsolutePath().normalize();
  }

  private static @Nullable Path path(@Nullable URL url) {
    try {
      URI uri = url == null ? null : url.toURI();
      return uri == null || !"file".equals(uri.getScheme()) ? null : Path.of(uri);
    } catch (URISyntaxException | FileSystemNotFoundException | IllegalArgumentException e) {
      // Whatever it names is no file; that a class is missing then is found out and told.
      return null;
    }
  }
}
