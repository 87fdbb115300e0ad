package io.idlegrid.cli.command;

import io.idlegrid.cli.render.Paint;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a command was started in. Commands touch the outside world only through this.
 *
 * @param out carries data
 * @param err carries everything else
 * @param environment the process's variables
 * @param userHome the user's home folder
 * @param pause waits for a while
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Map<String, String> environment,
    Path userHome,
    Terminal terminal,
    Clock clock,
    Pause pause) {

  private static final int DEFAULT_COLUMNS = 100;

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /** Which of the streams a person looks at, and how wide that is. */
  public record Terminal(boolean isOut, boolean isErr, Optional<Integer> columns) {}

  /** Those of this process. */
  public static Surroundings ofThisProcess() {
    return new Surroundings(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        System.in,
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        TerminalProbe.probe(System.getenv()),
        Clock.systemUTC(),
        duration -> Thread.sleep(duration.toMillis()));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A variable that is set to something. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** What standard output can show. */
  public Paint outPaint() {
    return paint(terminal.isOut());
  }

  /** What standard error can show. */
  public Paint errPaint() {
    return paint(terminal.isErr());
  }

  public int columns() {
    return terminal.columns().orElse(DEFAULT_COLUMNS);
  }

  private Paint paint(boolean isTerminal) {
    boolean isColourful =
        isTerminal
            && variable("NO_COLOR").isEmpty()
            && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    return new Paint(isColourful, isTerminal && speaksUnicode());
  }

  private boolean speaksUnicode() {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .flatMap(name -> variable(name).stream())
        .findFirst()
        .map(locale -> locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8"))
        .orElse(false);
  }
}
