package io.idlegrid.coordinator.sim;

import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.protocol.link.LeaseRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What simulated units put out. */
final class Outputs {

  private Outputs() {}

  /** The one right output of a unit. */
  static String right(String job, long unit) {
    return "output of " + job + " " + unit + "\n";
  }

  static List<OutputFile> honest(LeaseRef lease) {
    return List.of(file(right(lease.job(), lease.unit())));
  }

  static List<OutputFile> lie(LeaseRef lease, String device) {
    return List.of(file("lie of " + device + " about " + lease.unit() + "\n"));
  }

  private static OutputFile file(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new OutputFile(
        "result", bytes.length, sha256(bytes), Base64.getEncoder().encodeToString(bytes));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
