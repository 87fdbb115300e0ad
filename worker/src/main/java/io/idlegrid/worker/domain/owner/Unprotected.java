package io.idlegrid.worker.domain.owner;

/** What the owner wants where the kernel cannot hold units back. */
public enum Unprotected {
  /** Lend less; what holds where the owner says nothing. */
  LESS,
  /** Lend nothing. */
  NOTHING,
  /** Lend all the same; the owner agrees to go without. */
  LEND
}
