package io.idlegrid.cli.command;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.client.GridException;
import io.idlegrid.client.JobFailedException;
import io.idlegrid.client.UnreachableException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * An error as a person reads it: what was wrong, where, what would help, and its stable code.
 *
 * @param place where in the input; empty when nowhere in particular
 * @param hint what would help; empty when nothing sensible can be said
 */
public record ErrorReport(int exitCode, String detail, String place, String hint, String code) {

  /** What is to be said about an error. */
  public static ErrorReport of(Throwable error) {
    if (error instanceof GridException grid) {
      return ofGrid(grid);
    }
    if (error instanceof CommandException command) {
      return new ErrorReport(
          command.exitCode(), message(command), "", command.hint(), command.code());
    }
    if (error instanceof FileSystemException file) {
      return ofFile(file);
    }
    if (error instanceof InterruptedException) {
      return new ErrorReport(
          ExitCode.INTERRUPTED, "interrupted", "", "what was submitted goes on", "interrupted");
    }
    return new ErrorReport(
        ExitCode.FAILED,
        "something broke in this program: " + error,
        "",
        "run it again with --debug and report what it prints",
        "client.internal");
  }

  private static ErrorReport ofGrid(GridException error) {
    return new ErrorReport(
        exitCode(error),
        error.problem().detail(),
        Optional.ofNullable(error.problem().pointer()).orElse(""),
        error.hint().orElse(""),
        error.code());
  }

  private static int exitCode(GridException error) {
    if (error instanceof UnreachableException) {
      return ExitCode.UNREACHABLE;
    }
    if (error instanceof JobFailedException) {
      return ExitCode.FAILED;
    }
    if (error.status() != 0) {
      return ExitCode.ofStatus(error.status());
    }
    return switch (error.code()) {
      case "client.interrupted" -> ExitCode.INTERRUPTED;
      case "client.answer", "download.changed", "download.output", "file.unwritable" ->
          ExitCode.FAILED;
      // What the client refuses before it asks is a mistake in what it was given.
      default -> ExitCode.USAGE;
    };
  }

  private static ErrorReport ofFile(FileSystemException error) {
    String file = String.valueOf(error.getFile());
    if (error instanceof NoSuchFileException) {
      return new ErrorReport(
          ExitCode.USAGE, "there is no file " + file, "", "check the path", "file.unreadable");
    }
    if (error instanceof AccessDeniedException) {
      return new ErrorReport(
          ExitCode.USAGE, "no permission for " + file, "", "check its permissions", "file.denied");
    }
    return new ErrorReport(
        ExitCode.FAILED, message(error), "", "check the path and the disk's space", "file.failed");
  }

  private static String message(Throwable error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  /** Writes it. */
  public void print(PrintStream err, Paint paint) {
    err.println(paint.bad("idlegrid: ") + paint.bold(TextWidth.printableLines(detail)));
    line(err, paint, "where", place);
    line(err, paint, "hint", hint);
    line(err, paint, "code", code);
    err.flush();
  }

  private static void line(PrintStream err, Paint paint, String name, String text) {
    if (!text.isEmpty()) {
      err.printf("  %s %s%n", paint.faint(name + ":"), TextWidth.printableLines(text));
    }
  }
}
