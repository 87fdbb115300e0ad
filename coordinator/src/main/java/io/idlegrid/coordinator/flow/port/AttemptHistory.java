package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The latest attempts of devices, in rows that are used again and again: the newest attempt takes
 * the place of the oldest, so that nothing has to be cleared away.
 */
public final class AttemptHistory {

  /** Attempts that are kept of a device. */
  public static final int KEPT = 200;

  private final GridStore store;

  public AttemptHistory(GridStore store) {
    this.store = store;
  }

  /** Key of an attempt by its number among those of the device. */
  public static String key(DeviceId device, long number) {
    return Table.key(device) + "/" + number % KEPT;
  }

  /** Keys of all that is kept of a device that made so many. */
  public static List<String> keys(DeviceId device, long attempts) {
    return LongStream.rangeClosed(1, Math.min(attempts, KEPT))
        .mapToObj(number -> key(device, number))
        .toList();
  }

  /**
   * Attempts of a device, newest first.
   *
   * @param attempts how many it made
   * @param before only those with a smaller number
   */
  public List<EndedAttempt> page(DeviceId device, long attempts, long before, int limit) {
    long newest = Math.min(attempts, before - 1);
    long oldest = Math.max(Math.max(1, attempts - KEPT + 1), newest - limit + 1);
    List<String> keys =
        LongStream.rangeClosed(oldest, newest)
            .map(number -> newest + oldest - number)
            .mapToObj(number -> key(device, number))
            .toList();
    // A row may be of an older attempt, whose successor is not written yet, or of a newer one.
    return store.getAll(Table.HISTORY, keys).values().stream()
        .filter(row -> row.number() >= oldest && row.number() <= newest)
        .toList();
  }
}
