package io.idlegrid.worker.bench;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks of the worker. */
@Command(
    name = "idlegrid bench",
    mixinStandardHelpOptions = true,
    subcommands = {HarvestBench.class, FootprintBench.class, ImagesBench.class},
    description =
        "Measures what lending costs the owner of a device, and what images cost its link.")
public final class Main {

  private Main() {}

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          if (!(error instanceof IOException unread)) {
            throw error;
          }
          failed.getErr().println("idlegrid bench: " + inWords(unread));
          return 1;
        });
    if (arguments.length == 0) {
      command.usage(System.err);
      System.exit(2);
    }
    System.exit(command.execute(arguments));
  }

  private static String inWords(IOException error) {
    return error instanceof NoSuchFileException gone
        ? "there is no file " + gone.getFile()
        : String.valueOf(error.getMessage());
  }
}
