package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.promise.Promise;

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

  /** A grant's promise to the owner came to its end. */
  void promise(Promise.Fate fate);

  /** A device breaks its promises more often than chance explains. */
  void alarm();

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

        @Override
        public void promise(Promise.Fate fate) {}

        @Override
        public void alarm() {}
      };
}
