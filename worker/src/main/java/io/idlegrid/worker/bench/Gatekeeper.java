package io.idlegrid.worker.bench;

/** Decides before each unit whether it may start. */
interface Gatekeeper {

  /** Lets everything start. */
  Gatekeeper OPEN =
      new Gatekeeper() {
        @Override
        public void saw(double hostPercent) {}

        @Override
        public boolean mayStart() {
          return true;
        }
      };

  /**
   * Learns what the owner used, as soon as it is known.
   *
   * @param hostPercent mean of the owner's load over the last 2 s
   */
  void saw(double hostPercent);

  boolean mayStart();
}
