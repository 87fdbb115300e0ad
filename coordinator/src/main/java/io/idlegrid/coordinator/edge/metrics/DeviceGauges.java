package io.idlegrid.coordinator.edge.metrics;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Promises to owners device by device, as long as the fleet is small: a metrics store must not pay
 * for every device of a large one. Beyond the bound there are the fleet's totals, and the devices
 * over REST.
 */
final class DeviceGauges {

  static final int MOST_DEVICES = 200;

  private final MultiGauge conflicts;
  private final MultiGauge promised;
  private final MultiGauge coverage;
  private final MultiGauge harvest;

  DeviceGauges(MeterRegistry registry) {
    conflicts = gauge(registry, "conflict.rate", "conflicts per grant");
    promised = gauge(registry, "promised.rate", "accepted conflicts per grant");
    coverage = gauge(registry, "coverage", "share of peaks within the 0.99 quantile");
    harvest = gauge(registry, "harvest.share", "used of the CPU that the owner left free");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String meaning) {
    return MultiGauge.builder("idlegrid.device." + name)
        .description(meaning + ", last 7 days")
        .register(registry);
  }

  void show(Map<DeviceId, PromiseTally> tallies) {
    Map<DeviceId, PromiseTally> shown = tallies.size() <= MOST_DEVICES ? tallies : Map.of();
    int highest = PromiseTally.QUANTILES.size() - 1;
    show(conflicts, shown, PromiseTally::conflictRate);
    show(promised, shown, PromiseTally::promisedRate);
    show(coverage, shown, tally -> tally.coverage(highest));
    show(harvest, shown, PromiseTally::harvestedShare);
  }

  private static void show(
      MultiGauge gauge, Map<DeviceId, PromiseTally> shown, ToDoubleFunction<PromiseTally> value) {
    gauge.register(
        shown.entrySet().stream()
            .map(
                device ->
                    MultiGauge.Row.of(
                        Tags.of("device", device.getKey().value()),
                        value.applyAsDouble(device.getValue())))
            .toList(),
        true);
  }
}
