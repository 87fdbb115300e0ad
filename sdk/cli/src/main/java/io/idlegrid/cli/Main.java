package io.idlegrid.cli;

import io.idlegrid.cli.command.Debuggable;
import io.idlegrid.cli.command.ErrorReport;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The idlegrid command. */
public final class Main {

  private static final int MOST_HELP_COLUMNS = 100;
  private static final int LEAST_HELP_COLUMNS = 60;

  private Main() {}

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) {
    // Numbers look the same to everybody, and so do examples in documents.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
    System.exit(run(Surroundings.ofThisProcess(), arguments));
  }

  /** Runs a command; returns its exit code. */
  public static int run(Surroundings surroundings, String... arguments) {
    try {
      return commandLine(surroundings).execute(arguments);
    } catch (LinkageError | StackOverflowError | OutOfMemoryError e) {
      ErrorReport.of(e).print(surroundings.err(), surroundings.errPaint());
      return ExitCode.FAILED;
    }
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine command = new CommandLine(new IdleGridCommand(), new CommandFactory(surroundings));
    command.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUnmatchedOptionsArePositionalParams(false);
    command.setColorScheme(
        Help.defaultColorScheme(surroundings.outPaint().hasColour() ? Ansi.ON : Ansi.OFF));
    command.setUsageHelpWidth(
        Math.max(LEAST_HELP_COLUMNS, Math.min(MOST_HELP_COLUMNS, surroundings.columns())));
    command.setParameterExceptionHandler(new UsageErrors(surroundings));
    command.setExecutionExceptionHandler(
        (error, failed, parsed) -> report(error, failed, surroundings));
    command.setExecutionStrategy(parsed -> execute(parsed, surroundings));
    showGroups(command);
    return command;
  }

  private static void showGroups(CommandLine root) {
    UsageMessageSpec usage = root.getCommandSpec().usageMessage();
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, RootHelp::groups);
    usage
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> RootHelp.footer(help.ansi()));
    root.getSubcommands().values().forEach(Main::giveHelp);
  }

  /** Groups have no options of their own but this one. */
  private static void giveHelp(CommandLine command) {
    if (command.getCommandSpec().findOption("--help") == null) {
      command
          .getCommandSpec()
          .addOption(
              CommandLine.Model.OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
    }
    command.getSubcommands().values().forEach(Main::giveHelp);
  }

  private static int execute(ParseResult parsed, Surroundings surroundings) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine chosen = last.commandSpec().commandLine();
    boolean isGroup = !chosen.getSubcommands().isEmpty();
    if (!isGroup) {
      return new CommandLine.RunLast().execute(parsed);
    }
    boolean isRoot = last.commandSpec().parent() == null;
    (isRoot ? surroundings.out() : surroundings.err())
        .print(chosen.getUsageMessage(chosen.getColorScheme()));
    return isRoot ? ExitCode.DONE : ExitCode.USAGE;
  }

  private static int report(Exception error, CommandLine failed, Surroundings surroundings) {
    if (error instanceof CommandLine.ParameterException misused) {
      return new UsageErrors(surroundings).handleParseException(misused, new String[0]);
    }
    ErrorReport report = ErrorReport.of(error);
    report.print(surroundings.err(), surroundings.errPaint());
    if (failed.getCommand() instanceof Debuggable command && command.isDebugging()) {
      error.printStackTrace(surroundings.err());
    }
    return report.exitCode();
  }
}
