package io.idlegrid.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A jar to ship, and what is in it.
 *
 * @param shown how its owner knows it
 * @param file the jar itself
 * @param classes names of its classes, as {@code java/util/List}
 * @param references names of the classes that they name
 * @param newest name of the class for the newest Java; empty without classes
 * @param java what that class is for
 * @param preview whether a class uses preview features
 */
record CodeJar(
    Path shown,
    Path file,
    Set<String> classes,
    Set<String> references,
    String newest,
    int java,
    boolean preview) {

  private static final String CLASS = ".class";

  /** Zip can tell no earlier time; the local form does not depend on the time zone. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  CodeJar {
    classes = Collections.unmodifiableSet(classes);
    references = Collections.unmodifiableSet(references);
  }

  /** Looks into a jar. */
  static CodeJar read(Path shown, Path file) throws IOException {
    Set<String> classes = new HashSet<>();
    Set<String> references = new HashSet<>();
    String newest = "";
    int java = 0;
    boolean preview = false;
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        ClassFile found = classFile(jar, entry);
        if (found != null) {
          String name = entry.getName().substring(0, entry.getName().length() - CLASS.length());
          classes.add(name);
          references.addAll(found.references());
          preview |= found.preview();
          newest = found.java() > java ? name : newest;
          java = Math.max(java, found.java());
        }
      }
    }
    return new CodeJar(shown, file, classes, references, newest, java, preview);
  }

  /** Variants for newer Javas lie apart in a jar, and are passed over by older ones. */
  private static @Nullable ClassFile classFile(JarFile jar, JarEntry entry) throws IOException {
    String name = entry.getName();
    if (!name.endsWith(CLASS)
        || name.startsWith("META-INF/")
        || name.endsWith("module-info.class")) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return ClassFile.read(in.readAllBytes()).orElse(null);
    }
  }

  /** Packs a folder of classes so that the same classes make the same jar. */
  static void pack(Path folder, Path jar) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(DataFiles.name(folder, file), file));
    }
    try (ZipOutputStream zip = open(jar)) {
      for (var file : files.entrySet()) {
        add(zip, file.getKey(), Files.readAllBytes(file.getValue()));
      }
    }
  }

  /** Packs single classes of this program. */
  static void pack(List<Class<?>> classes, Path jar) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Class<?> type : classes) {
      String name = type.getName().replace('.', '/') + CLASS;
      try (InputStream in = type.getResourceAsStream("/" + name)) {
        if (in == null) {
          throw new IOException(name + " cannot be read as a resource");
        }
        files.put(name, in.readAllBytes());
      }
    }
    try (ZipOutputStream zip = open(jar)) {
      for (var file : files.entrySet()) {
        add(zip, file.getKey(), file.getValue());
      }
    }
  }

  private static ZipOutputStream open(Path jar) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(jar), 1 << 16);
    return new ZipOutputStream(out);
  }

  /** Stored, because two Javas need not compress to the same bytes. */
  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
