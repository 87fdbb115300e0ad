package io.idlegrid.predictor;

import io.idlegrid.predictor.feature.Horizon;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One model per horizon, in the order of {@link Horizon}. */
record FittedModel(Instant fittedAt, int examples, int rows, List<HorizonModel> horizons) {

  FittedModel {
    horizons = List.copyOf(horizons);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(fittedAt.toEpochMilli());
    out.writeInt(examples);
    out.writeInt(rows);
    for (HorizonModel horizon : horizons) {
      horizon.write(out);
    }
  }

  static FittedModel read(DataInputStream in) throws IOException {
    Instant fittedAt = Instant.ofEpochMilli(in.readLong());
    int examples = in.readInt();
    int rows = in.readInt();
    List<HorizonModel> horizons = new ArrayList<>();
    for (int i = 0; i < Horizon.ALL.size(); i++) {
      horizons.add(HorizonModel.read(in));
    }
    return new FittedModel(fittedAt, examples, rows, horizons);
  }
}
