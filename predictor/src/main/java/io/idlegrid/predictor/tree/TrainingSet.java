package io.idlegrid.predictor.tree;

/**
 * Rows to fit on.
 *
 * @param rows rows × features, no NaN
 * @param labels whether the row's device stayed idle, one per row
 */
// Arrays are handed over, not copied: a training set is large and lives for one fit.
@SuppressWarnings("ArrayRecordComponent")
public record TrainingSet(float[][] rows, boolean[] labels) {

  public TrainingSet {
    if (rows.length != labels.length || rows.length == 0) {
      throw new IllegalArgumentException(rows.length + " rows with " + labels.length + " labels");
    }
  }

  public int size() {
    return rows.length;
  }

  /** Number of rows whose device stayed idle. */
  public int idle() {
    int count = 0;
    for (boolean label : labels) {
      count += label ? 1 : 0;
    }
    return count;
  }
}
