package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.worker.edge.cache.BlobCache;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the files that a unit wants kept. Small ones travel with the outcome; larger ones are set
 * aside under their hash, to be uploaded. Links are not followed: they could lead to what is not
 * the unit's.
 */
final class OutputCollector {

  static final int MOST_INLINE_EACH = 4 * 1024;
  private static final int MOST_INLINE_TOGETHER = 16 * 1024;
  private static final int MOST_FILES = 10_000;

  private static final int LONGEST_NAME = 1_000;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  /** All names travel in one message, and the agent's heap is small. */
  private static final int MOST_OF_NAMES = 1 << 20;

  private final String pattern;
  private final long mostBytes;

  /**
   * @param pattern glob relative to the working folder
   * @param mostBytes of all files together
   */
  OutputCollector(String pattern, long mostBytes) {
    this.pattern = pattern;
    this.mostBytes = mostBytes;
  }

  /** Collects from a working folder; what is too large to travel inline goes to {@code aside}. */
  List<OutputFile> collect(Path work, Path aside) throws IOException, UnusableException {
    List<Path> files = find(work);
    List<OutputFile> outputs = new ArrayList<>();
    long sum = 0;
    int inlineSum = 0;
    for (Path file : files) {
      long size = Files.size(file);
      sum += size;
      if (sum > mostBytes) {
        throw new UnusableException(
            Kind.OUTPUT_LIMIT, "its output is larger than %d MiB".formatted(mostBytes >> 20));
      }
      boolean isInline = size <= MOST_INLINE_EACH && inlineSum + size <= MOST_INLINE_TOGETHER;
      inlineSum += isInline ? (int) size : 0;
      outputs.add(output(fit(name(work, file)), file, size, isInline, aside));
    }
    return outputs;
  }

  /** The grid takes no other names, and would call the device that reports one a liar. */
  private static String fit(String name) throws UnusableException {
    if (name.length() > LONGEST_NAME
        || name.indexOf('\\') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new UnusableException(
          Kind.FAILED,
          "its output '%s' needs another name: without backslashes and control characters, of at"
                  .formatted(CONTROL.matcher(name).replaceAll("?"))
              + " most %d characters".formatted(LONGEST_NAME));
    }
    return name;
  }

  private static OutputFile output(String name, Path file, long size, boolean isInline, Path aside)
      throws IOException {
    String sha256 = BlobCache.hash(file);
    if (isInline) {
      String content = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
      return new OutputFile(name, size, sha256, content);
    }
    Files.createDirectories(aside);
    Files.copy(file, aside.resolve(sha256), StandardCopyOption.REPLACE_EXISTING);
    return new OutputFile(name, size, sha256, null);
  }

  private List<Path> find(Path work) throws IOException, UnusableException {
    Finding finding = new Finding(work);
    finding.walk(work);
    if (finding.isTooDeep()) {
      throw new UnusableException(Kind.OUTPUT_LIMIT, UnitTree.TOO_DEEP);
    }
    if (finding.found.size() > MOST_FILES) {
      throw new UnusableException(
          Kind.OUTPUT_LIMIT, "it put out more than %d files".formatted(MOST_FILES));
    }
    if (finding.names > MOST_OF_NAMES) {
      throw new UnusableException(
          Kind.OUTPUT_LIMIT,
          "the names of what it put out are longer than %d KiB together"
              .formatted(MOST_OF_NAMES >> 10));
    }
    finding.found.sort(Comparator.comparing(Path::toString));
    return finding.found;
  }

  private final class Finding extends UnitTree {

    private final PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    private final Path work;
    private final List<Path> found = new ArrayList<>();
    private int names;

    private Finding(Path work) {
      this.work = work;
    }

    @Override
    boolean seen(Path entry, BasicFileAttributes attributes) {
      Path below = work.relativize(entry);
      if (attributes.isRegularFile() && matches(below)) {
        found.add(entry);
        names += below.toString().length();
      }
      return found.size() <= MOST_FILES && names <= MOST_OF_NAMES;
    }

    /** To Java's globs a star is no line break, though a name may have one. */
    private boolean matches(Path below) {
      return matcher.matches(below)
          || matcher.matches(Path.of(LINE_BREAK.matcher(below.toString()).replaceAll("-")));
    }
  }

  /** The path without the folders that the pattern names outright. */
  private String name(Path work, Path file) {
    String path = work.relativize(file).toString();
    int wild = indexOfWildcard(pattern);
    int folder = pattern.lastIndexOf('/', Math.max(0, wild));
    boolean isUnder = folder > 0 && path.startsWith(pattern.substring(0, folder + 1));
    return isUnder ? path.substring(folder + 1) : path;
  }

  private static int indexOfWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if ("*?[{\\".indexOf(pattern.charAt(i)) >= 0) {
        return i;
      }
    }
    return pattern.length();
  }
}
