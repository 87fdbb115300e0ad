package io.idlegrid.image;

import java.io.IOException;

/** The bytes of an object are not those that its name stands for. */
public final class DamagedObjectException extends IOException {

  private static final long serialVersionUID = 1;

  private final transient ObjectName name;

  DamagedObjectException(ObjectName name) {
    super("object " + name + " is damaged");
    this.name = name;
  }

  /** The object. */
  public ObjectName name() {
    return name;
  }
}
