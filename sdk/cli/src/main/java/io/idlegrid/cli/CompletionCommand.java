package io.idlegrid.cli;

import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Surroundings;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Completion for shells. */
@Command(
    name = "completion",
    description = {
      "Writes completion for a shell, bash or zsh.",
      "In ~/.bashrc or ~/.zshrc: source <(idlegrid completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell;

  @Spec private CommandSpec spec;

  private final Surroundings surroundings;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String wanted = shell.toLowerCase(Locale.ROOT);
    if (!wanted.equals("bash") && !wanted.equals("zsh")) {
      throw new ParameterException(
          spec.commandLine(), "There is no completion for '" + shell + "', only for bash and zsh");
    }
    // The script itself knows how to help itself in zsh.
    surroundings.out().print(AutoComplete.bash("idlegrid", spec.root().commandLine()));
    surroundings.out().flush();
    return ExitCode.DONE;
  }
}
