package io.idlegrid.coordinator.domain.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile, each on one line, without comments. */
final class DockerfileLines {

  private static final int MOST_CHARACTERS = 256 << 10;
  private static final int MOST_INSTRUCTIONS = 500;
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([A-Za-z][A-Za-z0-9]*)\\s*=\\s*(.*)");
  private static final Pattern CONTINUED = Pattern.compile("\\\\[ \\t]*$");

  private DockerfileLines() {}

  /**
   * An instruction.
   *
   * @param number of the line that it begins in, counted from 1
   */
  record Joined(int number, String text) {}

  static List<Joined> of(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new DockerfileException(
          1,
          "build.syntax",
          "the Dockerfile has %d characters, more than %d"
              .formatted(text.length(), MOST_CHARACTERS),
          "put what it writes into files of the folder");
    }
    List<Joined> joined = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    int begun = 0;
    boolean mayDirect = true;
    List<String> lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      String stripped = line.strip();
      Matcher directive = DIRECTIVE.matcher(stripped);
      mayDirect &= directive.matches();
      if (mayDirect) {
        requireServed(at + 1, directive);
      }
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      if (begun == 0) {
        begun = at + 1;
      }
      Matcher continued = CONTINUED.matcher(line);
      boolean goesOn = continued.find();
      open.append(goesOn ? line.substring(0, continued.start()) : line);
      if (!goesOn) {
        joined.add(finished(begun, open, joined.size()));
        open.setLength(0);
        begun = 0;
      }
    }
    if (begun > 0) {
      throw new DockerfileException(
          begun, "build.syntax", "the instruction does not end", "take the last backslash away");
    }
    return joined;
  }

  private static Joined finished(int number, CharSequence text, int before) {
    if (before >= MOST_INSTRUCTIONS) {
      throw new DockerfileException(
          number,
          "build.syntax",
          "there are more than %d instructions".formatted(MOST_INSTRUCTIONS),
          "do several things in one RUN");
    }
    String line = text.toString().strip();
    if (CONTINUED.matcher(line).find() || line.indexOf('\0') >= 0) {
      throw new DockerfileException(
          number,
          "build.syntax",
          "the instruction ends in a backslash, or holds a zero byte",
          "take it away");
    }
    return new Joined(number, line);
  }

  private static void requireServed(int number, Matcher directive) {
    if (directive.group(1).equalsIgnoreCase("escape") && !directive.group(2).strip().equals("\\")) {
      throw new DockerfileException(
          number,
          "build.syntax",
          "lines go on after a backslash only, not after '%s'".formatted(directive.group(2)),
          "take the escape directive away");
    }
  }
}
