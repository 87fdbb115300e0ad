package io.idlegrid.predictor.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A snapshot and what came after it.
 *
 * @param device number of the device in its fleet, 0 where nobody gave it one
 * @param snapshot taken at {@code madeAtMillis}
 * @param madeAtMillis end of the newest sample that the snapshot knew of
 * @param observedMillis how much load the device had shown by then
 * @param peaks per horizon the peak that followed in percent, NaN where samples were missing or
 *     coarser than the horizon
 * @param ends per horizon the mean load of the sample at its end in percent, NaN likewise
 * @param cautiousRisks per horizon and threshold the risk that the cautious rule stated
 */
// Arrays are handed over, not copied: examples are many, and only their maker ever writes them.
@SuppressWarnings("ArrayRecordComponent")
public record Example(
    int device,
    Snapshot snapshot,
    long madeAtMillis,
    long observedMillis,
    float[] peaks,
    float[] ends,
    float[][] cautiousRisks) {

  /** The same, as an example of a numbered device. */
  public Example of(int number) {
    return new Example(number, snapshot, madeAtMillis, observedMillis, peaks, ends, cautiousRisks);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(device);
    snapshot.write(out);
    out.writeLong(madeAtMillis);
    out.writeLong(observedMillis);
    for (Horizon horizon : Horizon.ALL) {
      out.writeFloat(peaks[horizon.index()]);
      out.writeFloat(ends[horizon.index()]);
      for (float risk : cautiousRisks[horizon.index()]) {
        out.writeFloat(risk);
      }
    }
  }

  static Example read(DataInputStream in) throws IOException {
    int device = in.readInt();
    Snapshot snapshot = Snapshot.read(in);
    long madeAt = in.readLong();
    long observed = in.readLong();
    float[] peaks = new float[Horizon.ALL.size()];
    float[] ends = new float[Horizon.ALL.size()];
    float[][] risks = new float[peaks.length][snapshot.thresholds()];
    for (int h = 0; h < peaks.length; h++) {
      peaks[h] = in.readFloat();
      ends[h] = in.readFloat();
      for (int place = 0; place < risks[h].length; place++) {
        risks[h][place] = in.readFloat();
      }
    }
    return new Example(device, snapshot, madeAt, observed, peaks, ends, risks);
  }
}
