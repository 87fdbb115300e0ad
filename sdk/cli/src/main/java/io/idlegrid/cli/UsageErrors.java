package io.idlegrid.cli;

import io.idlegrid.cli.command.ErrorReport;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Spelling;
import io.idlegrid.cli.command.Surroundings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said about a command that was typed wrong: what, and what may have been meant. */
final class UsageErrors implements IParameterExceptionHandler {

  private final Surroundings surroundings;

  UsageErrors(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    report(error, command).print(surroundings.err(), surroundings.errPaint());
    surroundings.err().println("See " + path(command) + " --help");
    return ExitCode.USAGE;
  }

  private static ErrorReport report(ParameterException error, CommandLine command) {
    if (error instanceof UnknownCommandException unknown) {
      return usage(message(error), guess(unknown.word(), names(command)), "usage.command");
    }
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getUnmatched().get(0), command);
    }
    if (error instanceof MissingParameterException) {
      return usage(message(error), "", "usage.missing");
    }
    return usage(message(error), "", "usage");
  }

  private static ErrorReport unmatched(String word, CommandLine command) {
    boolean isGroup = !command.getSubcommands().isEmpty();
    if (word.startsWith("-") && word.length() > 1) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      return usage(
          "%s has no option '%s'".formatted(path(command), name),
          guess(name, command.getCommandSpec().optionsMap().keySet()),
          "usage.option");
    }
    if (isGroup) {
      return usage(
          "there is no command '%s %s'".formatted(path(command), word),
          guess(word, names(command)),
          "usage.command");
    }
    return usage(
        "%s does not know what to do with '%s'".formatted(path(command), word), "", "usage.extra");
  }

  private static ErrorReport usage(String detail, String hint, String code) {
    return new ErrorReport(ExitCode.USAGE, detail, "", hint, code);
  }

  private static String guess(String word, Collection<String> known) {
    List<String> near = Spelling.near(word, known);
    return near.isEmpty()
        ? ""
        : "did you mean " + near.stream().collect(Collectors.joining("' or '", "'", "'")) + "?";
  }

  private static Collection<String> names(CommandLine command) {
    List<String> names = new ArrayList<>(command.getSubcommands().keySet());
    if (command.getCommandSpec().parent() == null) {
      StreamSupport.stream(LauncherCommands.names().spliterator(), false).forEach(names::add);
    }
    return names;
  }

  /** How a command is called: {@code idlegrid job submit}. */
  static String path(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String message(ParameterException error) {
    String text = String.valueOf(error.getMessage());
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
