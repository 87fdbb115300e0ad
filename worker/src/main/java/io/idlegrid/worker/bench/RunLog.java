package io.idlegrid.worker.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The figures of each run in a file, a line of JSON each, written as soon as the run is over: a
 * benchmark that was broken off goes on where it stopped.
 */
final class RunLog {

  private final @Nullable Path file;
  private final Setting setting;
  private final ObjectMapper json = new ObjectMapper();
  private final List<Entry> known = new ArrayList<>();

  /** Runs of different settings cannot be compared. */
  record Setting(int seconds, int unit, long seed, String load) {}

  /** One run. */
  record Entry(Setting setting, String policy, int number, Round round) {

    /** JSON of something else may lack all of it. */
    private boolean isTorn() {
      return setting == null || policy == null || round == null;
    }
  }

  private RunLog(@Nullable Path file, Setting setting) {
    this.file = file;
    this.setting = setting;
  }

  /**
   * Opens a file, new or of a benchmark that was broken off. What it holds is never changed, only
   * added to.
   *
   * @param file absent to keep nothing
   * @throws IOException if it holds something else, or runs of another setting
   */
  static RunLog open(@Nullable Path file, Setting setting) throws IOException {
    RunLog log = new RunLog(file, setting);
    if (file != null && Files.exists(file)) {
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is no file; name another one with --log");
      }
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        log.read(file, lines);
      }
    }
    return log;
  }

  private void read(Path file, BufferedReader lines) throws IOException {
    for (int number = 1; ; number++) {
      String line;
      try {
        line = lines.readLine();
      } catch (CharacterCodingException e) {
        throw notOurs(file, number, "it is no text", e);
      }
      if (line == null) {
        return;
      }
      known.add(entry(file, number, line));
    }
  }

  private Entry entry(Path file, int number, String line) throws IOException {
    Entry entry;
    try {
      entry = json.readValue(line, Entry.class);
    } catch (JsonProcessingException e) {
      throw notOurs(file, number, "it is no run of this benchmark", e);
    }
    if (entry == null || entry.isTorn()) {
      throw notOurs(file, number, "it is no run of this benchmark", null);
    }
    if (!entry.setting().equals(setting)) {
      throw new IOException(
          "%s, line %d is a run of %s, which cannot be compared with %s; name another file with --log"
              .formatted(file, number, entry.setting(), setting));
    }
    return entry;
  }

  private static IOException notOurs(Path file, int line, String why, @Nullable Exception cause) {
    return new IOException(
        "%s, line %d: %s; remove that line, or name another file with --log. Nothing was written."
            .formatted(file, line, why),
        cause);
  }

  Optional<Round> find(String policy, int number) {
    return known.stream()
        .filter(entry -> entry.policy().equals(policy) && entry.number() == number)
        .map(Entry::round)
        .findFirst();
  }

  void add(String policy, int number, Round round) throws IOException {
    Entry entry = new Entry(setting, policy, number, round);
    known.add(entry);
    if (file != null) {
      Files.writeString(
          file,
          json.writeValueAsString(entry) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
