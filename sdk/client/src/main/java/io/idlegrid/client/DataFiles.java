package io.idlegrid.client;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds the files of a job's data, by name in the order in which they become units. */
final class DataFiles {

  private static final Pattern WILD = Pattern.compile("[*?\\[{\\\\]");

  private DataFiles() {}

  /** All files of a folder, or the one file that it is. */
  static SortedMap<String, Path> of(Path data) {
    if (!Files.exists(data)) {
      throw missing("data", data);
    }
    SortedMap<String, Path> files =
        Files.isDirectory(data)
            ? below(data, path -> true, false)
            : new TreeMap<>(java.util.Map.of(String.valueOf(data.getFileName()), data));
    if (files.isEmpty()) {
      throw GridException.of(
          "job.empty-data",
          data + " has no files",
          "files and folders whose names begin with a dot do not count");
    }
    return files;
  }

  /**
   * The files that a pattern of a job file matches.
   *
   * @param glob with forward slashes; <code>**</code> stands for any folders, also none
   * @param base folder of the job file
   */
  static SortedMap<String, Path> matching(String glob, Path base) {
    List<String> parts = List.of(glob.split("/", -1));
    int fixed = 0;
    while (fixed < parts.size() && !WILD.matcher(parts.get(fixed)).find()) {
      fixed++;
    }
    Path root = base.resolve(String.join("/", parts.subList(0, fixed)) + (fixed == 1 ? "/" : ""));
    if (fixed == parts.size()) {
      return of(base.resolve(glob));
    }
    if (!Files.isDirectory(root)) {
      throw missing("data.glob '" + glob + "'", root);
    }
    List<PathMatcher> matchers = matchers(String.join("/", parts.subList(fixed, parts.size())));
    boolean withHidden = glob.startsWith(".") && !glob.startsWith("./") && !glob.startsWith("../");
    SortedMap<String, Path> files =
        below(
            root,
            path -> matchers.stream().anyMatch(matcher -> matcher.matches(path)),
            withHidden || glob.contains("/."));
    if (files.isEmpty()) {
      throw GridException.of(
          "job.empty-data",
          "'%s' matches no file in %s".formatted(glob, root),
          "the pattern is relative to the job file; data/**/*.txt looks into all folders");
    }
    return files;
  }

  /** The name of a path below a folder, with forward slashes. */
  static String name(Path folder, Path path) {
    List<String> parts = new ArrayList<>();
    folder.relativize(path).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  static GridException missing(String what, Path path) {
    return GridException.of(
        "file.missing",
        "%s: there is no %s".formatted(what, path),
        "paths in a job file are relative to the job file");
  }

  private static List<PathMatcher> matchers(String pattern) {
    try {
      List<PathMatcher> matchers = new ArrayList<>();
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
      // To the JDK, **/x is not in the folder itself; to everybody else it is.
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", "")));
      return matchers;
    } catch (PatternSyntaxException e) {
      throw GridException.of(
          "data.glob",
          "'" + pattern + "' is not a pattern: " + e.getDescription(),
          "write it like data/*.txt or data/**/*.{png,jpg}",
          e);
    }
  }

  private static SortedMap<String, Path> below(
      Path folder, Predicate<Path> isWanted, boolean withHidden) {
    SortedMap<String, Path> files = new TreeMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              boolean isSkipped = !path.equals(folder) && !withHidden && isHidden(path);
              return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && (withHidden || !isHidden(path))
                  && isWanted.test(folder.relativize(path))) {
                files.put(name(folder, path), path);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw LocalFiles.unreadable(folder, e);
    }
    return files;
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
