package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.input.RelativePaths;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Checks an output file that a device reported, before anybody trusts its name or contents. */
final class OutputCheck {

  private static final int MOST_INLINE = 16 * 1024;

  private OutputCheck() {}

  /** What is wrong with a reported file. */
  static Optional<String> problem(OutputFile file) {
    if (!RelativePaths.isSafe(file.path())) {
      return Optional.of("it reported an output at '" + file.path() + "'");
    }
    if (!isSha256(file.sha256()) || file.size() < 0) {
      return Optional.of("it reported no hash or size for " + file.path());
    }
    return file.inline() == null ? Optional.empty() : inlineProblem(file, file.inline());
  }

  static boolean isSha256(String text) {
    return FileBlobStore.isName(text);
  }

  private static Optional<String> inlineProblem(OutputFile file, String inline) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(inline);
    } catch (IllegalArgumentException e) {
      return Optional.of("the contents of " + file.path() + " are not base64");
    }
    if (bytes.length > MOST_INLINE || bytes.length != file.size()) {
      return Optional.of("the contents of " + file.path() + " do not have its size");
    }
    return sha256(bytes).equals(file.sha256())
        ? Optional.empty()
        : Optional.of("the contents of " + file.path() + " do not have its hash");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
