package io.idlegrid.worker.edge.run;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what stands between double braces in a command. */
final class CommandLine {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

  private CommandLine() {}

  /**
   * The command with its placeholders replaced.
   *
   * @throws IllegalArgumentException when nothing is known to replace one
   */
  static List<String> replace(List<String> command, Map<String, String> values) {
    return command.stream().map(word -> replace(word, values)).toList();
  }

  private static String replace(String word, Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(word);
    return matcher.replaceAll(
        found -> {
          String value = values.get(found.group(1));
          if (value == null) {
            throw new IllegalArgumentException("nothing replaces '" + found.group() + "'");
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
