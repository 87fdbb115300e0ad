package io.idlegrid.protocol.trust;

import java.security.cert.X509Certificate;

/** Believes every certificate of a server. */
final class AnybodyManager extends ServerOnlyManager {

  @Override
  void check(X509Certificate[] chain) {
    // Whoever it is: what it says is checked by other means.
  }
}
