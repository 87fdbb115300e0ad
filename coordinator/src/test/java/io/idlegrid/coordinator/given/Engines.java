package io.idlegrid.coordinator.given;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The container engine of the machine that runs the tests. */
public final class Engines {

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+)");

  private Engines() {}

  /** Skips the test where no Docker engine answers, or fails where told so. */
  public static void needsDocker() throws InterruptedException {
    try {
      docker("version");
    } catch (IOException | AssertionError missing) {
      String message = "NOT TESTED: a Docker engine is needed: " + missing.getMessage();
      if ("1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
        Assertions.fail(message + " (IDLEGRID_TEST_STRICT=1)");
      }
      System.err.println("\n##### " + message + " #####\n");
      Assumptions.abort(message);
    }
  }

  /** What a docker command says. */
  public static String docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assertions.assertEquals(0, process.waitFor(), said);
    return said.strip();
  }

  /** A root file system of programs of this machine and what they are linked to, as a tar. */
  public static byte[] root(String... programs) throws IOException {
    Set<String> files = new LinkedHashSet<>();
    for (String program : programs) {
      files.add(program);
      Process ldd = new ProcessBuilder("ldd", program).start();
      Matcher library =
          LIBRARY.matcher(new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      while (library.find()) {
        files.add(library.group(1));
      }
    }
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      for (String path : files) {
        byte[] content = Files.readAllBytes(Path.of(path));
        TarArchiveEntry entry = new TarArchiveEntry(path.substring(1));
        entry.setMode(0755);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return archive.toByteArray();
  }
}
