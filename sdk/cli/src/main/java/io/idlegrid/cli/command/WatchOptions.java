package io.idlegrid.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Look again and again. */
public final class WatchOptions {

  @Option(
      names = {"-w", "--watch"},
      description = "Look again every few seconds, until Ctrl-C.",
      order = 90)
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How often to look with --watch (default: ${DEFAULT-VALUE}).",
      order = 91)
  private int seconds;

  boolean isWatching() {
    return watch;
  }

  Duration pause() {
    return Duration.ofSeconds(Math.max(1, seconds));
  }
}
