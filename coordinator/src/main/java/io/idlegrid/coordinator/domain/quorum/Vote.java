package io.idlegrid.coordinator.domain.quorum;

import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A device's output for a unit, as evidence.
 *
 * @param digest equal for equal outputs; see {@link #digest(List)}
 * @param outcome what was reported, kept until the unit is decided
 */
public record Vote(DeviceId device, LeaseNumber lease, String digest, Outcome outcome) {

  /** A vote for what an outcome carries. */
  public static Vote of(DeviceId device, LeaseNumber lease, Outcome outcome) {
    return new Vote(device, lease, digest(outcome.outputs()), outcome);
  }

  /** SHA-256 over paths and contents, whatever the order of the files. */
  static String digest(List<Output> outputs) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      outputs.stream()
          .sorted(Comparator.comparing(Output::path))
          .map(output -> output.path() + "\0" + output.size() + "\0" + output.sha256() + "\n")
          .forEach(line -> sha.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
