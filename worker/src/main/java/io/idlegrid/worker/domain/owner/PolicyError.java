package io.idlegrid.worker.domain.owner;

/**
 * Something in a policy that cannot be taken.
 *
 * @param line of the file, from 1
 * @param text what is wrong, with which value, and what would help
 */
public record PolicyError(int line, String text) {

  @Override
  public String toString() {
    return "line " + line + ": " + text;
  }
}
