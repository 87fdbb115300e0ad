package io.idlegrid.image.registry;

import java.io.IOException;

/** A registry that will not give us what we want, or must not; the same again is refused again. */
public final class RegistryRefusal extends IOException {

  private static final long serialVersionUID = 1;

  private final Why why;

  /** What sort of refusal it is. */
  public enum Why {
    /** It wants a login that we do not have, or another one. */
    LOGIN,
    /** It sends us where we do not go. */
    REDIRECT
  }

  RegistryRefusal(Why why, String detail) {
    super(detail);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
