package io.idlegrid.worker.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
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

  /** What shells say of a program that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private Main() {}

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Main());
    if (arguments.length == 0) {
      command.usage(System.err);
      System.exit(2);
    }
    BreakOff brokenOff = BreakOff.ofThisThread();
    command.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          if (brokenOff.isAsked() && !(error instanceof PutBack.Failed)) {
            return INTERRUPTED;
          }
          if (error instanceof IOException || error instanceof PutBack.Failed) {
            failed.getErr().println("idlegrid bench: " + inWords(error));
            return 1;
          }
          throw error;
        });
    int code = command.execute(arguments);
    brokenOff.over();
    System.exit(code);
  }

  private static String inWords(Exception error) {
    if (error instanceof NoSuchFileException gone) {
      return "there is no file " + gone.getFile();
    }
    return error instanceof FileSystemException denied
        ? denied.getFile() + ": " + reason(denied)
        : String.valueOf(error.getMessage());
  }

  /** Some have no words of their own, only a type that tells. */
  private static String reason(FileSystemException denied) {
    return denied.getReason() == null ? denied.getClass().getSimpleName() : denied.getReason();
  }
}
