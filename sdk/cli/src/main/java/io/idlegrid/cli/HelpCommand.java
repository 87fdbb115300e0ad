package io.idlegrid.cli;

import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Help about any command, however deep. */
@Command(name = "help", description = "Shows what a command does: help job submit.")
final class HelpCommand implements Callable<Integer> {

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command.")
  private List<String> path = List.of();

  @Spec private CommandSpec spec;

  private final Surroundings surroundings;

  HelpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String word : path) {
      if (command.getCommandSpec().parent() == null && LauncherCommands.isOne(word)) {
        surroundings
            .out()
            .printf(
                "idlegrid %s: %s%nIts options: idlegrid %1$s --help%n",
                word, LauncherCommands.purpose(word));
        return ExitCode.DONE;
      }
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        throw new UnknownCommandException(command, word);
      }
      command = next;
    }
    surroundings.out().print(command.getUsageMessage(command.getColorScheme()));
    surroundings.out().flush();
    return ExitCode.DONE;
  }
}
