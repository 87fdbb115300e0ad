package io.idlegrid.coordinator.domain.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image in a registry: {@code HOST[:PORT]/REPOSITORY[:TAG|@sha256:…]}.
 *
 * @param registry host, and port if it is not the usual
 * @param tag tag or digest
 */
public record RegistryReference(String registry, String repository, String tag) {

  /** What a reference may be, in words. */
  public static final String RULE =
      "write it with its registry, like docker.io/library/alpine:3.20 or"
          + " registry.example.org:5000/team/count@sha256:…";

  private static final int MOST = 500;
  private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final Pattern FORM =
      Pattern.compile(
          "((?:[A-Za-z0-9-]+\\.)*[A-Za-z0-9-]+(?::\\d{1,5})?|\\[[0-9a-fA-F:]+\\](?::\\d{1,5})?)/("
              + PART
              + "(?:/"
              + PART
              + ")*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

  /** Reads a reference; empty when it is none. A first part without dot or port is no registry. */
  public static Optional<RegistryReference> read(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > MOST || !form.matches()) {
      return Optional.empty();
    }
    String registry = form.group(1);
    boolean isHost =
        registry.contains(".") || registry.contains(":") || registry.equals("localhost");
    String tag = Optional.ofNullable(form.group(3)).orElse("latest");
    return isHost
        ? Optional.of(
            new RegistryReference(
                registry, form.group(2), Optional.ofNullable(form.group(4)).orElse(tag)))
        : Optional.empty();
  }

  /** Whether it stands for the same for ever. */
  public boolean isPinned() {
    return tag.startsWith("sha256:");
  }

  /** Whether both are of one repository. */
  public boolean isBeside(RegistryReference other) {
    return registry.equals(other.registry) && repository.equals(other.repository);
  }

  @Override
  public String toString() {
    return registry + "/" + repository + (isPinned() ? "@" : ":") + tag;
  }
}
