package io.idlegrid.cli;

import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.Surroundings.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Types commands, in a home of its own, where waiting takes no time. */
final class Shell {

  static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private Instant time = NOW;

  /** What came of a command. */
  record Result(int exitCode, String out, String err) {}

  Shell(Path home) {
    this.home = home;
  }

  Shell at(FakeGrid grid) {
    return with("IDLEGRID_URL", grid.url()).with("IDLEGRID_TOKEN", "secret");
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Shell reading(String text) {
    input = text;
    return this;
  }

  Result type(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            environment,
            home,
            new Terminal(false, false, Optional.of(100)),
            new ShellClock(),
            this::pass);
    int exitCode = Main.run(surroundings, words);
    return new Result(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private void pass(Duration duration) {
    time = time.plus(duration);
  }

  /** Moves only when a command waits. */
  private final class ShellClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return time;
    }
  }
}
