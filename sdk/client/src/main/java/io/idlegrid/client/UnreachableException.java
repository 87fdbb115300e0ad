package io.idlegrid.client;

/** The coordinator could not be reached, or the connection broke and stayed broken. */
public final class UnreachableException extends GridException {

  private static final long serialVersionUID = 1;

  UnreachableException(String detail, Throwable cause) {
    super(
        local(
            "client.unreachable",
            detail,
            "check the address and that the coordinator runs: idlegrid doctor",
            true),
        cause);
  }
}
