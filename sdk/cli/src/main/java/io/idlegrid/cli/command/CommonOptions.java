package io.idlegrid.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a coordinator. */
public final class CommonOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "How to write the answer: table, json or yaml.",
      order = 100)
  private @Nullable OutputFormat output;

  @Option(
      names = {"-q", "--quiet"},
      description = "Write only ids, and no progress.",
      order = 101)
  private boolean quiet;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The coordinator (IDLEGRID_URL).",
      order = 102)
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Your token (IDLEGRID_TOKEN).",
      order = 103)
  private @Nullable String token;

  @Option(
      names = "--ca",
      paramLabel = "FILE|sha256:HEX",
      description = "Which certificate of the coordinator to believe (IDLEGRID_CA).",
      order = 103)
  private @Nullable String ca;

  @Option(names = "--debug", description = "Show stack traces of errors.", order = 104)
  private boolean debug;

  Optional<OutputFormat> output() {
    return Optional.ofNullable(output);
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isDebugging() {
    return debug;
  }

  Optional<String> url() {
    return Optional.ofNullable(url);
  }

  Optional<String> ca() {
    return Optional.ofNullable(ca);
  }

  Optional<String> token() {
    return Optional.ofNullable(token);
  }
}
