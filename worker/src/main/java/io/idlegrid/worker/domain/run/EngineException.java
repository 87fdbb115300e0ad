package io.idlegrid.worker.domain.run;

/**
 * The engine or the kernel did not do what was asked. The message says what, where, and what helps.
 */
public final class EngineException extends Exception {

  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
