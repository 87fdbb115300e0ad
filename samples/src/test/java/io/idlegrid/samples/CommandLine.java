package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.cli.Main;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.Surroundings.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The idlegrid command, as somebody types it who may use a grid. */
final class CommandLine {

  private final Map<String, String> environment;
  private final Path home;

  /** What came of a command. */
  record Said(int exitCode, String out, String err) {}

  CommandLine(LocalGrid grid, Path home) {
    this.environment =
        Map.of("IDLEGRID_URL", grid.url().toString(), "IDLEGRID_TOKEN", grid.token());
    this.home = home;
  }

  Said type(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                environment,
                home,
                new Terminal(false, false, Optional.of(100)),
                Clock.systemUTC(),
                pause -> Thread.sleep(pause.toMillis())),
            words);
    return new Said(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Types a command that must succeed. */
  Said said(String... words) {
    Said said = type(words);
    assertEquals(0, said.exitCode(), said.err());
    return said;
  }
}
