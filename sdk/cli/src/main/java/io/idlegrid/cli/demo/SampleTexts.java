package io.idlegrid.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds texts that are on most machines anyway, a few megabytes of them at most. */
final class SampleTexts {

  static final int MOST_FILES = 40;
  static final long MOST_BYTES = 4L << 20;

  private static final long LEAST_FILE = 2_000;
  private static final long MOST_FILE = 400_000;
  private static final int DEPTH = 3;
  private static final int INDENT = 2;
  private static final int MOST_VISITS = 20_000;
  private static final int MOST_CANDIDATES = 400;

  private SampleTexts() {}

  /** A file of the sample: where it was found, and the copy that the job reads. */
  record Text(Path source, Path copy, long bytes) {}

  /** The folders that are looked into, the best first. */
  static List<Path> usualFolders() {
    return List.of(
        Path.of("/usr/share/common-licenses"),
        Path.of("/usr/share/doc"),
        Path.of("/usr/share/perl"),
        Path.of("/usr/lib/python3"));
  }

  /** Copies texts from some folders into one; none when there are none. */
  static List<Text> copy(List<Path> folders, Path into) throws IOException {
    List<Text> texts = new ArrayList<>();
    long bytes = 0;
    for (Path source : choose(folders)) {
      String name = "%02d-%s".formatted(texts.size(), safeName(source));
      Path copy = into.resolve(name + ".txt");
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
      long size = Files.size(copy);
      if (bytes + size > MOST_BYTES) {
        Files.delete(copy);
        continue;
      }
      bytes += size;
      texts.add(new Text(source, copy, size));
    }
    return texts;
  }

  /** Where the texts were found, in lines of so many columns. */
  static List<String> listed(List<Text> texts, int columns) {
    Map<String, List<String>> byTop = new TreeMap<>();
    for (Text text : texts) {
      Path top = top(text.source());
      byTop
          .computeIfAbsent(top + "/", any -> new ArrayList<>())
          .add(top.relativize(text.source()).toString());
    }
    List<String> lines = new ArrayList<>();
    byTop.forEach((top, names) -> lines.addAll(wrapped(top, names, columns)));
    return lines;
  }

  private static Path top(Path source) {
    return usualFolders().stream()
        .filter(source::startsWith)
        .findFirst()
        .orElse(source.getParent() == null ? source : source.getParent());
  }

  private static List<String> wrapped(String top, List<String> names, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(top);
    for (int i = 0; i < names.size(); i++) {
      String word = " " + names.get(i) + (i < names.size() - 1 ? "," : "");
      if (line.length() + word.length() > columns - INDENT) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(" ");
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static List<Path> choose(List<Path> folders) throws IOException {
    // Many packages carry the same licence: one text of a size is enough.
    TreeMap<Long, Path> bySize = new TreeMap<>(Comparator.reverseOrder());
    for (Path folder : folders) {
      if (Files.isDirectory(folder) && bySize.size() < MOST_FILES) {
        Search search = new Search();
        Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, search);
        search.found.sort(Comparator.naturalOrder());
        for (Path file : search.found) {
          bySize.putIfAbsent(Files.size(file), file);
        }
      }
    }
    return bySize.values().stream().filter(SampleTexts::isText).limit(MOST_FILES).sorted().toList();
  }

  /** Its start is printable ASCII, or nearly. */
  private static boolean isText(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4_096);
      int printable = 0;
      for (byte each : start) {
        if (each == 0) {
          return false;
        }
        printable += (each >= ' ' && each < 127) || each == '\n' || each == '\t' ? 1 : 0;
      }
      return printable > start.length * 0.95;
    } catch (IOException e) {
      // It cannot be read by this user: another one will do.
      return false;
    }
  }

  private static String safeName(Path file) {
    String parent = file.getParent() == null ? "" : file.getParent().getFileName() + "-";
    return (parent + file.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static final class Search extends SimpleFileVisitor<Path> {

    private static final Set<String> PACKED = Set.of("gz", "html", "htm", "png", "svg", "pdf");

    private final List<Path> found = new ArrayList<>();
    private int visits;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean fits =
          attributes.isRegularFile()
              && attributes.size() >= LEAST_FILE
              && attributes.size() <= MOST_FILE
              && !PACKED.contains(ending(file))
              && Files.isReadable(file);
      if (fits) {
        found.add(file);
      }
      visits++;
      return visits > MOST_VISITS || found.size() >= MOST_CANDIDATES
          ? FileVisitResult.TERMINATE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
      // Folders of others are none of our business.
      return FileVisitResult.CONTINUE;
    }

    private static String ending(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }
}
