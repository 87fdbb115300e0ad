package io.idlegrid.cli.render;

import java.io.PrintStream;

/** How far an upload or download is: a line that is written over and over, on terminals only. */
public final class TransferLine implements AutoCloseable {

  private static final String REWRITE = "\r\u001b[K";
  private static final int BAR = 20;
  private static final int NUMBERS = 26;

  private final PrintStream err;
  private final Paint paint;
  private final boolean isShown;
  private final int columns;
  private boolean isDirty;

  public TransferLine(PrintStream err, Paint paint, boolean isShown, int columns) {
    this.err = err;
    this.paint = paint;
    this.isShown = isShown;
    this.columns = columns;
  }

  /**
   * Shows how far it is.
   *
   * @param totalBytes -1 while unknown
   */
  public void show(String what, long doneBytes, long totalBytes) {
    if (!isShown) {
      return;
    }
    int filled = totalBytes <= 0 ? 0 : (int) (doneBytes * BAR / totalBytes);
    String numbers =
        Quantities.bytes(doneBytes) + (totalBytes < 0 ? "" : " of " + Quantities.bytes(totalBytes));
    err.print(
        REWRITE
            + paint.accent(paint.sign("█", "#").repeat(filled))
            + paint.faint(paint.sign("░", ".").repeat(BAR - filled))
            + " "
            + numbers
            + "  "
            + TextWidth.cut(TextWidth.printable(what), Math.max(10, columns - BAR - NUMBERS)));
    err.flush();
    isDirty = true;
  }

  /** Wipes the line. */
  @Override
  public void close() {
    if (isDirty) {
      err.print(REWRITE);
      err.flush();
      isDirty = false;
    }
  }
}
