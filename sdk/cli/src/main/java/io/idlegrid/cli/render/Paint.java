package io.idlegrid.cli.render;

import java.util.Locale;

/**
 * Colours and signs that the reader's terminal can show.
 *
 * @param hasColour whether escape sequences may be used
 * @param hasUnicode whether signs beyond ASCII may be used
 */
public record Paint(boolean hasColour, boolean hasUnicode) {

  /** No colours, ASCII only: for files and pipes. */
  public static final Paint PLAIN = new Paint(false, false);

  private static final String RESET = "\u001b[0m";

  public String bold(String text) {
    return dressed("1", text);
  }

  public String faint(String text) {
    return dressed("2", text);
  }

  public String good(String text) {
    return dressed("32", text);
  }

  public String bad(String text) {
    return dressed("31", text);
  }

  public String careful(String text) {
    return dressed("33", text);
  }

  public String accent(String text) {
    return dressed("36", text);
  }

  /** A state's word in the colour that it has everywhere. */
  public String state(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "succeeded", "done", "lending", "ok" -> good(word);
      case "failed", "offline", "missing" -> bad(word);
      case "cancelled", "suspended", "paused", "draining", "waiting", "warning" -> careful(word);
      case "running", "merging", "assembling" -> accent(word);
      default -> word;
    };
  }

  /** One sign or its ASCII stand-in. */
  public String sign(String unicode, String ascii) {
    return hasUnicode ? unicode : ascii;
  }

  private String dressed(String code, String text) {
    return hasColour && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
