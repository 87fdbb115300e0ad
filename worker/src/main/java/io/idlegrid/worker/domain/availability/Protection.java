package io.idlegrid.worker.domain.availability;

/**
 * What the kernel holds attempts back from, on this device and with our rights.
 *
 * @param cpu whether they yield the processors to everybody else
 * @param memory whether they cannot outgrow their memory
 * @param processes whether they cannot start processes without end
 */
public record Protection(boolean cpu, boolean memory, boolean processes) {

  public static final Protection WHOLE = new Protection(true, true, true);

  public boolean isWhole() {
    return equals(WHOLE);
  }
}
