package io.idlegrid.worker.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A root file system of this machine's own programs and libraries, up to a size: real programs,
 * which pack and repeat as programs do.
 */
final class BenchImage {

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+)");
  private static final long LARGEST_FILE = 24L << 20;

  private final List<Path> files;
  private final long bytes;

  private BenchImage(List<Path> files, long bytes) {
    this.files = files;
    this.bytes = bytes;
  }

  /** Chooses files of this machine, at least so many bytes where there are as many. */
  static BenchImage ofThisMachine(long wanted) throws IOException {
    List<Path> files = new ArrayList<>(programs());
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    try (Stream<Path> libraries = Files.walk(Path.of("/usr/lib"))) {
      for (Path file :
          libraries
              .filter(Files::isRegularFile)
              .filter(Files::isReadable)
              .filter(each -> String.valueOf(each.getFileName()).contains(".so"))
              .sorted()
              .toList()) {
        if (bytes < wanted && Files.size(file) <= LARGEST_FILE) {
          files.add(file);
          bytes += Files.size(file);
        }
      }
    }
    return new BenchImage(files, bytes);
  }

  long bytes() {
    return bytes;
  }

  /**
   * Writes it as a tar.
   *
   * @param changed part of all bytes that is different from the machine's own
   * @param piece bytes in a row that are different
   */
  void write(Path tar, double changed, int piece) throws IOException {
    Random random = new Random(piece);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16);
        TarArchiveOutputStream archive = new TarArchiveOutputStream(out, "UTF-8")) {
      archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      double owed = 0;
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        owed += content.length * changed;
        while (changed > 0 && owed >= piece && content.length > piece) {
          byte[] other = new byte[piece];
          random.nextBytes(other);
          System.arraycopy(other, 0, content, random.nextInt(content.length - piece), piece);
          owed -= piece;
        }
        TarArchiveEntry entry = new TarArchiveEntry(file.toString().substring(1));
        entry.setMode(0755);
        entry.setModTime(0);
        entry.setSize(content.length);
        archive.putArchiveEntry(entry);
        archive.write(content);
        archive.closeArchiveEntry();
      }
    }
  }

  private static List<Path> programs() throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String program : List.of("/bin/sh", "/bin/date")) {
      files.add(Path.of(program));
      Process ldd = new ProcessBuilder("ldd", program).start();
      String linked = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher library = LIBRARY.matcher(linked);
      while (library.find()) {
        files.add(Path.of(library.group(1)));
      }
    }
    return List.copyOf(files);
  }
}
