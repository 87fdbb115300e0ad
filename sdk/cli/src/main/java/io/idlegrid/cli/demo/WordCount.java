package io.idlegrid.cli.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each word occurs. A word is a longest run of the letters A to Z, in lower case, as the
 * sample's shell program has it; other bytes part words, so that no character set matters.
 *
 * @param counts by word, in alphabetical order
 */
record WordCount(Map<String, Long> counts) {

  WordCount {
    counts = new TreeMap<>(counts);
  }

  /** A word and how often it occurs. */
  record Entry(String word, long count) {}

  /** Counts over files, without any grid. */
  static WordCount of(List<Path> files) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (Path file : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        count(in, counts);
      }
    }
    return new WordCount(counts);
  }

  private static void count(InputStream in, Map<String, Long> counts) throws IOException {
    StringBuilder word = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      int lower = next >= 'A' && next <= 'Z' ? next - 'A' + 'a' : next;
      if (lower >= 'a' && lower <= 'z') {
        word.append((char) lower);
      } else {
        end(word, counts);
      }
    }
    end(word, counts);
  }

  private static void end(StringBuilder word, Map<String, Long> counts) {
    if (word.length() > 0) {
      counts.merge(word.toString(), 1L, Long::sum);
      word.setLength(0);
    }
  }

  /** Reads the result of the sample job: a word, a blank and a count per line. */
  static WordCount read(Path result) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(result, StandardCharsets.US_ASCII)) {
      number++;
      String[] parts = line.split(" ", -1);
      if (parts.length != 2 || !parts[1].matches("\\d{1,18}")) {
        throw new IOException(
            "line %d of the result is no word and count: %s".formatted(number, line));
      }
      counts.merge(parts[0], Long.parseLong(parts[1]), Long::sum);
    }
    return new WordCount(counts);
  }

  long words() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The most frequent words; equally frequent ones in alphabetical order. */
  List<Entry> top(int most) {
    return counts.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::word))
        .limit(most)
        .toList();
  }

  /** Up to so many words that two counts disagree about. */
  List<String> differences(WordCount other, int most) {
    TreeMap<String, Long> all = new TreeMap<>(counts);
    other.counts().forEach(all::putIfAbsent);
    return all.keySet().stream()
        .filter(
            word -> !counts.getOrDefault(word, 0L).equals(other.counts().getOrDefault(word, 0L)))
        .limit(most)
        .map(
            word ->
                "%s: %d or %d"
                    .formatted(
                        word, counts.getOrDefault(word, 0L), other.counts().getOrDefault(word, 0L)))
        .toList();
  }
}
