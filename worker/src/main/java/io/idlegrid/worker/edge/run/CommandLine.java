package io.idlegrid.worker.edge.run;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what stands between double braces in a command. */
final class CommandLine {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

  /** Beyond this the kernel refuses a command anyway (MAX_ARG_STRLEN). */
  private static final int MOST_CHARACTERS = 128 * 1024;

  private CommandLine() {}

  /**
   * The command with its placeholders replaced.
   *
   * @throws IllegalArgumentException when nothing is known to replace one, or a word becomes longer
   *     than the kernel takes
   */
  static List<String> replace(List<String> command, Map<String, String> values) {
    return command.stream().map(word -> replace(word, values)).toList();
  }

  private static String replace(String word, Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(word);
    StringBuilder replaced = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException("nothing replaces '" + matcher.group() + "'");
      }
      if (replaced.length() + value.length() > MOST_CHARACTERS) {
        throw new IllegalArgumentException(
            "with its placeholders replaced, a word of the command is longer than "
                + MOST_CHARACTERS
                + " characters");
      }
      matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(replaced).toString();
  }
}
