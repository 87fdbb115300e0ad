package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.worker.edge.cache.BlobCache;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the files that a unit wants kept. Small ones travel with the outcome; larger ones are set
 * aside under their hash, to be uploaded. Links are not followed: they could lead to what is not
 * the unit's.
 */
final class OutputCollector {

  static final int MOST_INLINE_EACH = 4 * 1024;
  private static final int MOST_INLINE_TOGETHER = 16 * 1024;
  private static final int MOST_FILES = 10_000;

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

  /** More output than allowed. */
  static final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1;

    TooMuchException(String message) {
      super(message);
    }
  }

  /** Collects from a working folder; what is too large to travel inline goes to {@code aside}. */
  List<OutputFile> collect(Path work, Path aside) throws IOException, TooMuchException {
    List<Path> files = find(work);
    List<OutputFile> outputs = new ArrayList<>();
    long sum = 0;
    int inlineSum = 0;
    for (Path file : files) {
      long size = Files.size(file);
      sum += size;
      if (sum > mostBytes) {
        throw new TooMuchException("its output is larger than %d MiB".formatted(mostBytes >> 20));
      }
      boolean isInline = size <= MOST_INLINE_EACH && inlineSum + size <= MOST_INLINE_TOGETHER;
      inlineSum += isInline ? (int) size : 0;
      outputs.add(output(name(work, file), file, size, isInline, aside));
    }
    return outputs;
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

  private List<Path> find(Path work) throws IOException, TooMuchException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        work,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && matcher.matches(work.relativize(file))) {
              found.add(file);
            }
            return found.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) {
            // A unit may make folders that nobody can read; they hold no output.
            return FileVisitResult.CONTINUE;
          }
        });
    if (found.size() > MOST_FILES) {
      throw new TooMuchException("it put out more than %d files".formatted(MOST_FILES));
    }
    found.sort(Comparator.comparing(Path::toString));
    return found;
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
