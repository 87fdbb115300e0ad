package io.idlegrid.cli.command;

import io.idlegrid.client.Credentials;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which coordinator, as whom, and how to answer. Flags win over {@code IDLEGRID_*} variables, these
 * over the file that {@code idlegrid login} writes, that over defaults.
 *
 * @param urlSource where the address comes from, for {@code idlegrid doctor}
 * @param tokenSource where the token comes from
 * @param ca which certificate of the coordinator to believe
 */
public record Settings(
    URI url,
    String urlSource,
    Optional<String> token,
    String tokenSource,
    Optional<String> ca,
    OutputFormat output) {

  public static final String DEFAULT_URL = "http://127.0.0.1:7080";

  static Settings of(CommonOptions options, Surroundings surroundings) {
    Path file = file(surroundings);
    Optional<Credentials> stored =
        isNeeded(options, surroundings) ? Credentials.load(file) : Optional.empty();
    Found url =
        Found.first(
                List.of(
                    Found.of(options.url(), "--url"),
                    Found.of(surroundings.variable(Credentials.URL_VARIABLE), "IDLEGRID_URL"),
                    Found.of(stored.map(Credentials::url), file.toString())))
            .orElse(new Found(DEFAULT_URL, "the default"));
    Optional<Found> token =
        Found.first(
            List.of(
                Found.of(options.token(), "--token"),
                Found.of(surroundings.variable(Credentials.TOKEN_VARIABLE), "IDLEGRID_TOKEN"),
                // A token is only ever shown to the coordinator that gave it.
                Found.of(
                    stored
                        .filter(each -> plain(each.url()).equals(plain(url.value())))
                        .map(Credentials::token),
                    file.toString())));
    return new Settings(
        uri(plain(url.value()), url.source()),
        url.source(),
        token.map(Found::value).map(String::strip),
        token.map(Found::source).orElse(""),
        options
            .ca()
            .or(() -> surroundings.variable(Credentials.CA_VARIABLE))
            .or(
                () ->
                    stored
                        .filter(each -> plain(each.url()).equals(plain(url.value())))
                        .map(Credentials::ca)),
        output(options, surroundings));
  }

  /** A file that nothing is taken from may be damaged without harm. */
  private static boolean isNeeded(CommonOptions options, Surroundings surroundings) {
    boolean hasUrl =
        options.url().or(() -> surroundings.variable(Credentials.URL_VARIABLE)).isPresent();
    boolean hasToken =
        options.token().or(() -> surroundings.variable(Credentials.TOKEN_VARIABLE)).isPresent();
    return !hasUrl || !hasToken;
  }

  /** The file that {@code idlegrid login} writes. */
  public static Path file(Surroundings surroundings) {
    return surroundings
        .variable(Credentials.FILE_VARIABLE)
        .map(Path::of)
        .orElse(surroundings.userHome().resolve(".config/idlegrid/credentials.json"));
  }

  /** Which certificate of the coordinator to believe. */
  public CoordinatorTrust trust() {
    return new Credentials(url.toString(), "", ca.orElse(null)).trust();
  }

  /** An address as it is compared: without a slash at its end. */
  public static String plain(String url) {
    String text = url.strip();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Reads an address. */
  public static URI uri(String url, String source) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(
          "client.url",
          "'%s' (from %s) is not a coordinator's address".formatted(url, source),
          "write it like https://grid.example.org or " + DEFAULT_URL);
    }
  }

  private static OutputFormat output(CommonOptions options, Surroundings surroundings) {
    return options
        .output()
        .or(
            () ->
                surroundings
                    .variable("IDLEGRID_OUTPUT")
                    .map(text -> format(text, "IDLEGRID_OUTPUT")))
        .orElse(OutputFormat.TABLE);
  }

  private static OutputFormat format(String text, String source) {
    return Arrays.stream(OutputFormat.values())
        .filter(each -> each.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                CommandException.usage(
                    "client.output",
                    "'%s' (from %s) is no output format".formatted(text, source),
                    "formats are table, json and yaml"));
  }

  /** A value and where it was found. */
  private record Found(String value, String source) {

    static Optional<Found> of(Optional<String> value, String source) {
      return value.map(text -> new Found(text, source));
    }

    static Optional<Found> first(List<Optional<Found>> places) {
      return places.stream().flatMap(Optional::stream).findFirst();
    }
  }
}
