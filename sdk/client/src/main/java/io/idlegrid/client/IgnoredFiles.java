package io.idlegrid.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a {@code .dockerignore} leaves out of a folder that is sent to be built. The last line that
 * fits decides; a line beginning with an exclamation mark takes in again. Stars stay within a name,
 * two of them go over folders; {@code [a-c]} and {@code [^a-c]} stand for one letter, and a
 * backslash takes the next letter as it is.
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

  /**
   * Reads rules.
   *
   * @throws GridException {@code build.ignore} with the line of a pattern that is none
   */
  static IgnoredFiles parse(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      boolean leavesOut = !text.startsWith("!");
      String path = cleaned(leavesOut ? text : text.substring(1).strip());
      if (!path.isEmpty() && !text.startsWith("#")) {
        rules.add(new Rule(compiled(path, i + 1), leavesOut));
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

  private static Pattern compiled(String path, int line) {
    try {
      return Pattern.compile(expression(path) + "(/.*)?");
    } catch (PatternSyntaxException e) {
      throw noPattern(path, line, "letters of a range are in no order");
    } catch (IllegalArgumentException e) {
      throw noPattern(path, line, String.valueOf(e.getMessage()));
    }
  }

  private static GridException noPattern(String path, int line, String why) {
    return GridException.of(
        "build.ignore",
        "%s:%d: '%s' is no pattern: %s".formatted(FILE, line, path, why),
        "write letters like [abc] or ranges like [a-c]; \\[ stands for the bracket itself");
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
      } else if (character == '[') {
        at = letters(path, at + 1, expression);
      } else if (character == '\\' && at + 1 < path.length()) {
        at++;
        expression.append(Pattern.quote(path.substring(at, at + 1)));
      } else {
        expression.append(Pattern.quote(String.valueOf(character)));
      }
    }
    return expression.toString();
  }

  /**
   * Letters in brackets, as Go's {@code filepath.Match} has them.
   *
   * @param at behind the opening bracket
   * @return where the closing one is
   */
  private static int letters(String path, int at, StringBuilder expression) {
    boolean isNone = at < path.length() && path.charAt(at) == '^';
    expression.append(isNone ? "[^/" : "(?!/)[");
    int first = isNone ? at + 1 : at;
    int next = first;
    while (next < path.length() && (path.charAt(next) != ']' || next == first)) {
      next = letter(path, next, expression);
      if (next + 1 < path.length() && path.charAt(next) == '-') {
        expression.append('-');
        next = letter(path, next + 1, expression);
      }
    }
    if (next >= path.length()) {
      throw new IllegalArgumentException("a bracket is not closed");
    }
    expression.append(']');
    return next;
  }

  private static int letter(String path, int at, StringBuilder expression) {
    int letter = path.charAt(at) == '\\' ? at + 1 : at;
    if (letter >= path.length() || (letter == at && "-]".indexOf(path.charAt(at)) >= 0)) {
      throw new IllegalArgumentException("a letter is missing in the brackets");
    }
    expression.append('\\').append('x').append("{%x}".formatted((int) path.charAt(letter)));
    return letter + 1;
  }
}
