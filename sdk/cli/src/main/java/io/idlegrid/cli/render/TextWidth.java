package io.idlegrid.cli.render;

/** How much room text takes on a terminal, and what of it is safe to show there. */
public final class TextWidth {

  private TextWidth() {}

  /** Columns that the text fills: ideographs and other wide signs take two. */
  public static int of(String text) {
    return text.codePoints().map(TextWidth::width).sum();
  }

  /** The text without control characters: names come from strangers, terminals obey escapes. */
  public static String printable(String text) {
    return text.codePoints()
        .map(each -> Character.isISOControl(each) ? '?' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The same for text of several lines. */
  public static String printableLines(String text) {
    return text.codePoints()
        .map(each -> Character.isISOControl(each) && each != '\n' && each != '\t' ? '?' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** At most so many columns of the text, with a mark where it was cut. */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int room = columns - 1;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int sign = text.codePointAt(at);
      room -= width(sign);
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(sign);
    }
    return kept + "~";
  }

  private static int width(int sign) {
    if (Character.getType(sign) == Character.NON_SPACING_MARK) {
      return 0;
    }
    boolean isWide =
        Character.isIdeographic(sign)
            || (sign >= 0x1100 && sign <= 0x115f)
            || (sign >= 0x3000 && sign <= 0x30ff)
            || (sign >= 0xac00 && sign <= 0xd7a3)
            || (sign >= 0xff00 && sign <= 0xff60)
            || (sign >= 0x1f300 && sign <= 0x1faff);
    return isWide ? 2 : 1;
  }
}
