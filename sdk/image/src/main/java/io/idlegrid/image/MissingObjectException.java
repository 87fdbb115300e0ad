package io.idlegrid.image;

import java.io.FileNotFoundException;

/** An object is not here. */
public final class MissingObjectException extends FileNotFoundException {

  private static final long serialVersionUID = 1;

  private final transient ObjectName name;

  public MissingObjectException(ObjectName name) {
    super("object " + name + " is not here");
    this.name = name;
  }

  /** The object. */
  public ObjectName name() {
    return name;
  }
}
