package io.idlegrid.samples;

import io.idlegrid.client.JobHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;

/** Text files made from a seed, and how often each word is in them, counted here. */
final class Texts {

  private static final String[] WORDS = {
    "idle",
    "grid",
    "worker",
    "unit",
    "lease",
    "job",
    "owner",
    "forecast",
    "a",
    "of",
    "the",
    "window",
    "quorum",
    "blob",
    "engine",
    "journal",
    "freeze",
    "thaw",
    "match",
    "credit"
  };

  /** Counts the words of its input; the same on every device that has a shell. */
  static final String COUNT =
      "tr -cs a-z '\\n' < {{input}} | sed '/^$/d' | sort | uniq -c > {{output}}";

  private Texts() {}

  /** Writes files of lines of words, also in folders; one file is empty and one has no last end. */
  static Path write(Path folder, int files, int linesPerFile, long seed) throws IOException {
    Random random = new Random(seed);
    for (int file = 0; file < files; file++) {
      StringBuilder text = new StringBuilder();
      int lines = file == 0 ? 0 : random.nextInt(linesPerFile) + 1;
      for (int line = 0; line < lines; line++) {
        int words = random.nextInt(12);
        for (int word = 0; word < words; word++) {
          text.append(word > 0 ? " " : "").append(WORDS[random.nextInt(WORDS.length)]);
        }
        text.append(file == 1 && line == lines - 1 ? " last" : "\n");
      }
      Path in = Files.createDirectories(folder.resolve(file % 3 == 0 ? "." : "part-" + file % 3));
      Files.writeString(in.resolve("text-" + file + ".txt"), text);
    }
    return folder;
  }

  /** How often each word is in the files of a folder. */
  static TreeMap<String, Long> count(Path folder) throws IOException {
    TreeMap<String, Long> counts = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String word : Files.readString(file).split("[^a-z]+", -1)) {
          if (!word.isEmpty()) {
            counts.merge(word, 1L, Long::sum);
          }
        }
      }
    }
    return counts;
  }

  /** Adds up what the units of a job put out. */
  static TreeMap<String, Long> sum(JobHandle job) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    job.writeConcat(all);
    TreeMap<String, Long> counts = new TreeMap<>();
    all.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.strip().split(" ", 2))
        .forEach(pair -> counts.merge(pair[1], Long.parseLong(pair[0]), Long::sum));
    return counts;
  }
}
