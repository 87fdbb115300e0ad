package io.idlegrid.predictor;

import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One ensemble per horizon, in the order of {@link Horizon}. */
record FittedModel(Instant fittedAt, int examples, int rows, List<TreeEnsemble> ensembles) {

  FittedModel {
    ensembles = List.copyOf(ensembles);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(fittedAt.toEpochMilli());
    out.writeInt(examples);
    out.writeInt(rows);
    for (TreeEnsemble ensemble : ensembles) {
      ensemble.write(out);
    }
  }

  static FittedModel read(DataInputStream in) throws IOException {
    Instant fittedAt = Instant.ofEpochMilli(in.readLong());
    int examples = in.readInt();
    int rows = in.readInt();
    List<TreeEnsemble> ensembles = new ArrayList<>();
    for (int i = 0; i < Horizon.ALL.size(); i++) {
      ensembles.add(TreeEnsemble.read(in));
    }
    return new FittedModel(fittedAt, examples, rows, ensembles);
  }
}
