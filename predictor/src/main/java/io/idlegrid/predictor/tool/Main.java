package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.tool.trace.TraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code idlegrid forecast} command. */
@Command(
    name = "forecast",
    description = "The predictor on recorded load.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      BacktestCommand.class,
      BenchCommand.class,
      CompareCommand.class,
      MemoryCommand.class
    })
public final class Main {
  private static final int USAGE = 2;

  /** Smile tells of every tree; held here, or the setting would be collected with its logger. */
  private static final Logger SMILE = Logger.getLogger("smile");

  private Main() {}

  public static void main(String[] arguments) {
    SMILE.setLevel(Level.WARNING);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCommandName("idlegrid forecast")
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::report);
  }

  /** What the user can mend is said in a line; anything else keeps its stack trace. */
  private static int report(Exception problem, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    PrintWriter err = line.getErr();
    if (problem instanceof TraceException) {
      err.println(problem.getMessage());
    } else if (problem instanceof IOException file) {
      err.println(
          "bad-file: " + file.getMessage() + "; is it there, may it be used, is there room?");
    } else {
      throw problem;
    }
    return USAGE;
  }
}
