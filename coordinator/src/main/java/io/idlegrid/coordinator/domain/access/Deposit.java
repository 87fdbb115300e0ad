package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/** A blob that an account uploaded, and which counts towards its storage. */
public record Deposit(String account, String sha256, long size, Instant at) {

  /** Key of its row; an account's deposits follow one another. */
  public static String key(String account, String sha256) {
    return account + "/" + sha256;
  }
}
