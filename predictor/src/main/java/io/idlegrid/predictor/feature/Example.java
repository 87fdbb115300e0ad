package io.idlegrid.predictor.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A snapshot and what came after it.
 *
 * @param snapshot taken at {@code madeAtMillis}
 * @param madeAtMillis end of the newest sample that the snapshot knew of
 * @param observedMillis how much load the device had shown by then
 * @param peaks per horizon the peak that followed in percent, NaN where samples were missing or
 *     coarser than the horizon
 * @param cautiousRisks per horizon and threshold the risk that the cautious rule stated
 */
// Arrays are handed over, not copied: examples are many, and only their maker ever writes them.
@SuppressWarnings("ArrayRecordComponent")
public record Example(
    Snapshot snapshot,
    long madeAtMillis,
    long observedMillis,
    float[] peaks,
    float[][] cautiousRisks) {

  void write(DataOutputStream out) throws IOException {
    snapshot.write(out);
    out.writeLong(madeAtMillis);
    out.writeLong(observedMillis);
    for (Horizon horizon : Horizon.ALL) {
      out.writeFloat(peaks[horizon.index()]);
      for (float risk : cautiousRisks[horizon.index()]) {
        out.writeFloat(risk);
      }
    }
  }

  static Example read(DataInputStream in) throws IOException {
    Snapshot snapshot = Snapshot.read(in);
    long madeAt = in.readLong();
    long observed = in.readLong();
    float[] peaks = new float[Horizon.ALL.size()];
    float[][] risks = new float[peaks.length][snapshot.thresholds()];
    for (int h = 0; h < peaks.length; h++) {
      peaks[h] = in.readFloat();
      for (int place = 0; place < risks[h].length; place++) {
        risks[h][place] = in.readFloat();
      }
    }
    return new Example(snapshot, madeAt, observed, peaks, risks);
  }
}
