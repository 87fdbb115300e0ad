package io.idlegrid.cli.command;

/** A command whose errors can be shown in full. */
public interface Debuggable {

  /** Whether stack traces are wanted. */
  boolean isDebugging();
}
