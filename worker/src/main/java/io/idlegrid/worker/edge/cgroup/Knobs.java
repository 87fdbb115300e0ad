package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one directory of a control group's tree.
 *
 * @param directory a group in one hierarchy
 */
record Knobs(Path directory) {

  boolean has(String file) {
    return Files.exists(directory.resolve(file));
  }

  String read(String file) throws IOException {
    return Files.readString(directory.resolve(file), StandardCharsets.US_ASCII).strip();
  }

  long readLong(String file) throws IOException {
    return Long.parseLong(read(file));
  }

  /** Value of a line {@code key value}, as in {@code memory.events}. */
  OptionalLong readKey(String file, String key) throws IOException {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(key) + " (\\d+)$", Pattern.MULTILINE)
            .matcher(read(file));
    return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
  }

  /** Never creates the file: where the kernel lacks it, that is an error. */
  void write(String file, String value) throws IOException {
    Files.writeString(
        directory.resolve(file),
        value,
        StandardCharsets.US_ASCII,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
