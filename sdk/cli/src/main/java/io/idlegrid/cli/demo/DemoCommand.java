package io.idlegrid.cli.demo;

import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.Debuggable;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.cli.command.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything on this machine. */
@Command(
    name = "demo",
    description = {
      "Runs everything on this machine: coordinator, worker, a sample job, its checked result.",
      "The sample counts words in texts that are found here. The programs are stopped and their"
          + " data removed at the end, unless --keep says otherwise."
    })
public final class DemoCommand implements Callable<Integer>, Debuggable {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Option(names = "--keep", description = "Leave coordinator, worker and data when it is over.")
  private boolean keep;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder to work in, new or empty (default: a new one in .idlegrid).")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the coordinator, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      defaultValue = "10m",
      converter = SpanConverter.class,
      description = "Longest time for the job (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(names = "--debug", description = "Show stack traces of errors.")
  private boolean debug;

  private final Surroundings surroundings;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public boolean isDebugging() {
    return debug;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw CommandException.usage(
          "demo.port", "there is no port " + port, "ports are 1 to 65535; 0 is any free one");
    }
    Path home = home();
    Path folder = folder(home);
    DemoGrid grid = new DemoGrid(home.resolve("idlegrid"), folder);
    Thread stop = new Thread(() -> interrupted(grid, folder), "stop the demo");
    Runtime.getRuntime().addShutdownHook(stop);
    try (grid) {
      int exitCode = new DemoStory(surroundings, home, folder).tell(grid, port, timeout, keep);
      if (keep && exitCode == ExitCode.DONE) {
        grid.leaveRunning();
      }
      grid.close();
      end(folder, exitCode);
      return exitCode;
    } catch (RuntimeException e) {
      if (grid.isClosed()) {
        // Ctrl-C stopped the programs under us: that they do not answer is no news.
        return ExitCode.INTERRUPTED;
      }
      surroundings.err().println("Its logs stay in " + folder);
      throw e;
    } finally {
      forget(stop);
    }
  }

  private Path home() {
    Path home =
        surroundings
            .variable("IDLEGRID_HOME")
            .map(Path::of)
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "demo.home",
                        "IDLEGRID_HOME does not say where IdleGrid is",
                        "start the demo by the launcher: ./idlegrid demo"));
    for (String needed : new String[] {"idlegrid", "samples/wordcount/job.yaml"}) {
      if (!Files.exists(home.resolve(needed))) {
        throw CommandException.usage(
            "demo.home",
            "there is no %s in %s".formatted(needed, home),
            "start the demo by the launcher of a whole checkout: ./idlegrid demo");
      }
    }
    return home;
  }

  private Path folder(Path home) throws IOException {
    String stamp = STAMP.format(surroundings.clock().instant().atZone(ZoneId.systemDefault()));
    Path folder =
        (data == null
                ? home.resolve(".idlegrid")
                    .resolve("demo-" + stamp + "-" + ProcessHandle.current().pid())
                : data)
            .toAbsolutePath();
    if (Files.exists(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw CommandException.usage(
              "demo.data", folder + " is not empty", "name a new folder with --data");
        }
      }
    }
    Files.createDirectories(folder);
    return folder;
  }

  private void end(Path folder, int exitCode) throws IOException {
    if (exitCode != ExitCode.DONE) {
      surroundings.err().println("Everything is stopped; logs stay in " + folder);
    } else if (!keep) {
      new DemoFolder(folder).remove();
      surroundings.err().println("Everything is stopped, and " + folder + " is removed.");
      surroundings.err().println("To look around, leave it running: idlegrid demo --keep");
    }
  }

  private void interrupted(DemoGrid grid, Path folder) {
    if (grid.isClosed()) {
      return;
    }
    surroundings.err().println();
    surroundings.err().println("Stopping the demo …");
    grid.close();
    try {
      new DemoFolder(folder).remove();
    } catch (IOException e) {
      surroundings.err().println(folder + " could not be removed: " + e);
    }
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // The program ends already, by this very hook.
      return;
    }
  }
}
