package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.PromiseView;
import java.time.Instant;
import java.util.stream.IntStream;

/** Promises to owners as the records that travel. */
final class PromiseViews {

  private PromiseViews() {}

  static DeviceView.Promise ofDevice(PromiseRecord record, Instant now) {
    return new DeviceView.Promise(
        view(record.lately(now)),
        record.alarm().isBroken(),
        record.alarm().brokenSince().orElse(null),
        record.alarm().caution());
  }

  static PromiseView view(PromiseTally tally) {
    return new PromiseView(
        PromiseRecord.DAYS,
        tally.promises(),
        tally.conflicts(),
        tally.promisedRate(),
        tally.conflictRate(),
        tally.frozen(),
        tally.unseen(),
        tally.checked(),
        IntStream.range(0, PromiseTally.QUANTILES.size())
            .mapToObj(
                i -> new PromiseView.Coverage(PromiseTally.QUANTILES.get(i), tally.coverage(i)))
            .toList(),
        tally.harvestedShare());
  }
}
