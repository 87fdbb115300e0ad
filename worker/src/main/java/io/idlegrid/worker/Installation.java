package io.idlegrid.worker;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is needed to start another JVM beside the agent.
 *
 * @param javaHome of the Java that runs the agent
 * @param flags besides those that make it small
 * @param classPath our own, and the jars that an installation keeps apart from it
 */
record Installation(Path javaHome, List<String> flags, String classPath) {

  Installation {
    flags = List.copyOf(flags);
  }

  /**
   * @param scratch folder for the library that JNA unpacks, which else stays behind in some home
   */
  static Installation ours(Path scratch) throws IOException {
    List<String> flags = new ArrayList<>(List.of("-Djna.tmpdir=" + scratch));
    // archive.sh made it and found it to fit; our class path is the begin of the other JVM's.
    String archive = System.getProperty("idlegrid.classes.archive");
    if (archive != null) {
      flags.add("-XX:SharedArchiveFile=" + archive);
    }
    return new Installation(Path.of(System.getProperty("java.home")), flags, companionClassPath());
  }

  private static String companionClassPath() throws IOException {
    String ours = System.getProperty("java.class.path");
    try {
      Path program =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path apart = program.resolveSibling("companion");
      return Files.isDirectory(apart) ? ours + ":" + apart + "/*" : ours;
    } catch (URISyntaxException e) {
      throw new IOException("the worker cannot tell where it is installed", e);
    }
  }
}
