package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.DeviceFacts;
import io.idlegrid.worker.domain.run.JavaRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this device is. */
public final class LinuxFacts {

  /** Java's names that differ from those of Docker and Go. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of(
          "x86_64", "amd64",
          "aarch64", "arm64",
          "aarch32", "arm",
          "i386", "386",
          "x86", "386",
          "loongarch64", "loong64");

  private static final Pattern PRETTY_NAME = Pattern.compile("(?m)^PRETTY_NAME=\"?([^\"\n]*)");
  private static final Pattern PROCESSOR = Pattern.compile("(?m)^cpu\\d+ ");

  private final Path root;

  public LinuxFacts() {
    this(Path.of("/"));
  }

  /**
   * @param root what stands for the top of the file system
   */
  LinuxFacts(Path root) {
    this.root = root;
  }

  public DeviceFacts read(Sensors sensors) throws IOException {
    return new DeviceFacts(
        text("proc/sys/kernel/hostname"),
        architecture(System.getProperty("os.arch", "")),
        operatingSystem(),
        processors(),
        MemInfo.read(root.resolve("proc/meminfo")).totalBytes(),
        java(Path.of(System.getProperty("java.home", "/nowhere"))).orElse(null),
        known(sensors));
  }

  static String architecture(String java) {
    return ARCHITECTURES.getOrDefault(java, java);
  }

  private String operatingSystem() throws IOException {
    return prettyName() + ", Linux " + text("proc/sys/kernel/osrelease");
  }

  /** Embedded systems built from scratch often have no such file. */
  private String prettyName() throws IOException {
    try {
      Matcher name = PRETTY_NAME.matcher(text("etc/os-release"));
      return name.find() ? name.group(1) : "unnamed system";
    } catch (NoSuchFileException absent) {
      return "unnamed system";
    }
  }

  /** Of the device; what Java calls available may be what this process was limited to. */
  private int processors() throws IOException {
    int count = (int) PROCESSOR.matcher(text("proc/stat")).results().count();
    return Math.max(1, count);
  }

  /** The Java that runs the agent; a unit starts it anew, so its launcher must be there. */
  static Optional<JavaRuntime> java(Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return Optional.empty();
    }
    try {
      Path real = home.toRealPath();
      List<Path> outside = real.startsWith("/usr") ? List.of() : List.of(real);
      return Optional.of(new JavaRuntime(real, Runtime.version().feature(), outside));
    } catch (IOException e) {
      throw new UncheckedIOException("Java home " + home + " vanished", e);
    }
  }

  private static List<String> known(Sensors sensors) {
    List<String> known = new ArrayList<>();
    if (sensors.celsius().isPresent()) {
      known.add("temperature");
    }
    if (sensors.battery().isPresent()) {
      known.add("battery");
    }
    return known;
  }

  private String text(String path) throws IOException {
    return Files.readString(root.resolve(path), StandardCharsets.UTF_8).strip();
  }
}
