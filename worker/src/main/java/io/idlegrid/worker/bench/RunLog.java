package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
  record Entry(Setting setting, String policy, int number, Round round) {}

  private RunLog(@Nullable Path file, Setting setting) {
    this.file = file;
    this.setting = setting;
  }

  /**
   * Opens a file, new or of a benchmark that was broken off.
   *
   * @param file absent to keep nothing
   * @throws IOException if it holds something else, or runs of another setting
   */
  static RunLog open(@Nullable Path file, Setting setting) throws IOException {
    RunLog log = new RunLog(file, setting);
    if (file != null && Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        Entry entry = log.json.readValue(line, Entry.class);
        if (!entry.setting().equals(setting)) {
          throw new IOException(
              "%s has runs of %s, which cannot be compared with %s; name another file with --log"
                  .formatted(file, entry.setting(), setting));
        }
        log.known.add(entry);
      }
    }
    return log;
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
