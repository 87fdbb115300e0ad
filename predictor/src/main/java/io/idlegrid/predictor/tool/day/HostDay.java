package io.idlegrid.predictor.tool.day;

/**
 * A generated load, sample by sample.
 *
 * @param name of the kind of host
 * @param stepSeconds spacing of the samples
 * @param cpu host load in percent of the device, 0..100
 * @param memory memory in use in percent
 * @param network traffic in kbit/s
 */
// Arrays are handed over, not copied: nobody writes them.
@SuppressWarnings("ArrayRecordComponent")
public record HostDay(
    String name, double stepSeconds, float[] cpu, float[] memory, float[] network) {

  public int size() {
    return cpu.length;
  }
}
