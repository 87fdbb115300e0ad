package io.idlegrid.coordinator.domain.attempt;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The coordinator's proof that it granted an attempt to a device: HMAC-SHA-256 (RFC 2104). It lets
 * a restarted coordinator, which remembers no quorum-1 grant, tell a real claim from an invented
 * one.
 */
public final class GrantSeal {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Seals with a secret of at least 32 bytes. */
  public GrantSeal(byte[] secret) {
    if (secret.length < 32) {
      throw new IllegalArgumentException("the grant secret has fewer than 32 bytes");
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The seal of a grant, in base64. */
  public String seal(AttemptId attempt, DeviceId device) {
    return Base64.getEncoder().withoutPadding().encodeToString(mac(attempt, device));
  }

  /** Whether a seal is the one that this coordinator made for this attempt and device. */
  public boolean isGenuine(AttemptId attempt, DeviceId device, String seal) {
    byte[] expected = seal(attempt, device).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] mac(AttemptId attempt, DeviceId device) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal((attempt + "|" + device.value()).getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
