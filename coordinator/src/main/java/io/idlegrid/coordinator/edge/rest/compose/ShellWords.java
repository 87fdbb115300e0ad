package io.idlegrid.coordinator.edge.rest.compose;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line at blanks, heeding quotes and backslashes; expands nothing. */
final class ShellWords {

  private ShellWords() {}

  static List<String> split(ComposeNode written) {
    String line = written.text();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isOpen = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      boolean escapes = letter == '\\' && quote != '\'' && i + 1 < line.length();
      if (escapes) {
        word.append(line.charAt(++i));
        isOpen = true;
      } else if (quote != 0) {
        quote = letter == quote ? 0 : quote;
        if (quote != 0) {
          word.append(letter);
        }
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
        isOpen = true;
      } else if (Character.isWhitespace(letter)) {
        if (isOpen) {
          words.add(word.toString());
          word.setLength(0);
          isOpen = false;
        }
      } else {
        word.append(letter);
        isOpen = true;
      }
    }
    if (quote != 0) {
      throw written.refused(
          "compose.value", "a quotation mark is not closed", "write the command as a list");
    }
    if (isOpen) {
      words.add(word.toString());
    }
    return words;
  }
}
