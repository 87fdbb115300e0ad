package io.idlegrid.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a {@code .dockerignore} leaves out of a folder that is sent to be built. The last line that
 * fits decides; a line beginning with an exclamation mark takes in again. Stars stay within a name,
 * two of them go over folders.
 */
final class IgnoredFiles {

  private static final String FILE = ".dockerignore";

  private final List<Rule> rules;

  private record Rule(Pattern pattern, boolean leavesOut) {}

  private IgnoredFiles(List<Rule> rules) {
    this.rules = rules;
  }

  /** Reads the rules of a folder; without any, everything is sent. */
  static IgnoredFiles of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    return parse(Files.isRegularFile(file) ? Files.readAllLines(file) : List.of());
  }

  static IgnoredFiles parse(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      String text = line.strip();
      boolean leavesOut = !text.startsWith("!");
      String path = cleaned(leavesOut ? text : text.substring(1).strip());
      if (!path.isEmpty() && !text.startsWith("#")) {
        rules.add(new Rule(Pattern.compile(expression(path) + "(/.*)?"), leavesOut));
      }
    }
    return new IgnoredFiles(rules);
  }

  /**
   * Whether a path below the folder is sent.
   *
   * @param always paths that are sent whatever the rules say
   */
  Predicate<String> sent(List<String> always) {
    return path -> always.contains(path) || path.equals(FILE) || !isLeftOut(path);
  }

  private boolean isLeftOut(String path) {
    boolean leftOut = false;
    for (Rule rule : rules) {
      if (rule.pattern().matcher(path).matches()) {
        leftOut = rule.leavesOut();
      }
    }
    return leftOut;
  }

  private static String cleaned(String path) {
    Path normal = Path.of("/" + path).normalize();
    return normal.toString().substring(1);
  }

  private static String expression(String path) {
    StringBuilder expression = new StringBuilder();
    for (int at = 0; at < path.length(); at++) {
      char character = path.charAt(at);
      if (path.startsWith("**/", at)) {
        expression.append("(?:.*/)?");
        at += 2;
      } else if (path.startsWith("**", at)) {
        expression.append(".*");
        at++;
      } else if (character == '*') {
        expression.append("[^/]*");
      } else if (character == '?') {
        expression.append("[^/]");
      } else {
        expression.append(Pattern.quote(String.valueOf(character)));
      }
    }
    return expression.toString();
  }
}
