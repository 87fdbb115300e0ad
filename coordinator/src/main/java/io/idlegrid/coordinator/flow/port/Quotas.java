package io.idlegrid.coordinator.flow.port;

import java.util.OptionalLong;

/** What accounts may use at most. Asked by the grid loop; answers at once. */
public interface Quotas {

  /** Units of all jobs of an account that may be under way at the same time. */
  OptionalLong runningUnits(String account);

  /**
   * Bytes that the outputs of an account's jobs under way may have together, beside what else it
   * keeps; as of a few seconds ago.
   */
  OptionalLong outputBytes(String account);

  /** No limits. */
  Quotas NONE =
      new Quotas() {
        @Override
        public OptionalLong runningUnits(String account) {
          return OptionalLong.empty();
        }

        @Override
        public OptionalLong outputBytes(String account) {
          return OptionalLong.empty();
        }
      };
}
