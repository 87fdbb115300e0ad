package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.attempt.Outcome;

/** Counts what the grid does, for whoever measures it. */
public interface Tally {

  /** Units were granted to a device. */
  void granted(int units);

  /** An attempt ended and its end counted. */
  void ended(Outcome.Kind kind);

  /** A lease ended without an outcome. */
  void lost();

  /** Forecasts were asked whether a device can take a unit; only a promise leads to a grant. */
  void forecasts(int promised, int refused);

  /** Counts nothing. */
  Tally NONE =
      new Tally() {
        @Override
        public void granted(int units) {}

        @Override
        public void ended(Outcome.Kind kind) {}

        @Override
        public void lost() {}

        @Override
        public void forecasts(int promised, int refused) {}
      };
}
