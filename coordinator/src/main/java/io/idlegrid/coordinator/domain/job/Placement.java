package io.idlegrid.coordinator.domain.job;

/** Which of the fitting devices a unit prefers. */
public enum Placement {
  /** Longest fitting idle window first. */
  WINDOW,
  /** Fewest attempts first. */
  SPREAD,
  /** Least room that still fits first, so that whole devices stay free. */
  BINPACK,
  RANDOM
}
