package io.idlegrid.coordinator.domain.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How somebody writes an image: {@code name}, or {@code name@sha256:…} to insist on what the name
 * stood for at some time.
 *
 * @param digest hex, without {@code sha256:}
 */
public record ImageName(String name, Optional<String> digest) {

  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,99}(?::[A-Za-z0-9._-]{1,50})?";
  private static final Pattern FORM = Pattern.compile("(" + NAME + ")(?:@sha256:([0-9a-f]{64}))?");
  private static final Pattern NAME_ONLY = Pattern.compile(NAME);

  /** What a name may be, in words. */
  public static final String RULE =
      "write it like count or count:2 — lower-case letters, digits, dot, underscore and dash";

  /** Whether an image can have this name. */
  public static boolean isName(String text) {
    return NAME_ONLY.matcher(text).matches();
  }

  /** Reads a reference; empty when it is none. */
  public static Optional<ImageName> read(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new ImageName(matcher.group(1), Optional.ofNullable(matcher.group(2))))
        : Optional.empty();
  }
}
