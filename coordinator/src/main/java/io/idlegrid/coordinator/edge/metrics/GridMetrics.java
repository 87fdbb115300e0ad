package io.idlegrid.coordinator.edge.metrics;

import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.Overview;
import io.idlegrid.coordinator.flow.SeatState;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;

/** Every series of the coordinator. Counters count as things happen; gauges show the last look. */
public final class GridMetrics implements Tally {

  private static final double[] SHOWN = {0.5, 0.9, 0.99};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter grants;
  private final Map<Outcome.Kind, Counter> outcomes = new EnumMap<>(Outcome.Kind.class);
  private final Counter lost;
  private final Counter promised;
  private final Counter refused;
  private final Map<Promise.Fate, Counter> promises = new EnumMap<>(Promise.Fate.class);
  private final Counter alarms;
  private final DeviceGauges devices;
  private final Timer commits;
  private volatile Overview latest = Overview.EMPTY;

  public GridMetrics() {
    grants = counter("idlegrid.grants", "units granted to devices").register(registry);
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      outcomes.put(kind, outcomes(kind.name()).register(registry));
    }
    lost = outcomes("LOST").register(registry);
    promised = forecasts("promise").register(registry);
    refused = forecasts("refusal").register(registry);
    for (Promise.Fate fate : Promise.Fate.values()) {
      promises.put(
          fate,
          counter("idlegrid.promises", "promises to owners that came to their end")
              .tag("fate", fate.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    alarms =
        counter("idlegrid.promise.alarms", "times that a device was found to break its promises")
            .register(registry);
    devices = new DeviceGauges(registry);
    commits =
        Timer.builder("idlegrid.commit")
            .description("from the wish to make something durable until it is")
            .publishPercentiles(SHOWN)
            .register(registry);
    gauges();
    bind(registry);
  }

  private void gauges() {
    for (SeatState state : SeatState.values()) {
      gauge("idlegrid.devices", "devices by state", overview -> overview.devices(state))
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    units("waiting", Overview::waiting);
    units("running", Overview::running);
    units("done", Overview::done);
    units("failed", Overview::failed);
    gauge("idlegrid.jobs.active", "jobs that are not over", Overview::activeJobs)
        .register(registry);
    gauge(
            "idlegrid.caches.stale.layers",
            "layers that registries near connected caches do not have as they should",
            Overview::staleLayers)
        .register(registry);
    gauge("idlegrid.harvest.cpu.seconds", "validated CPU time", Overview::creditSeconds)
        .register(registry);
    gauge("idlegrid.harvest.outputs", "outputs that counted", Overview::validated)
        .register(registry);
    promise();
  }

  /** Promised against kept, over the window that {@code PromiseRecord} states. */
  private void promise() {
    lately("idlegrid.promise.grants", "judged grants", PromiseTally::promises);
    lately("idlegrid.promise.conflicts", "grants that met the load", PromiseTally::conflicts);
    lately("idlegrid.promise.rate.promised", "accepted conflicts", PromiseTally::promisedRate);
    lately("idlegrid.promise.rate.met", "conflicts per grant", PromiseTally::conflictRate);
    lately("idlegrid.harvest.share", "used of what was free", PromiseTally::harvestedShare);
    for (int i = 0; i < PromiseTally.QUANTILES.size(); i++) {
      int quantile = i;
      gauge(
              "idlegrid.forecast.coverage",
              "share of peaks within a forecast's quantile, last 7 days",
              overview -> overview.promises().coverage(quantile))
          .tag("quantile", String.valueOf(PromiseTally.QUANTILES.get(i)))
          .register(registry);
    }
    gauge("idlegrid.promise.broken.devices", "devices under alarm", Overview::broken)
        .register(registry);
  }

  private void lately(String name, String meaning, ToDoubleFunction<PromiseTally> value) {
    gauge(name, meaning + ", last 7 days", overview -> value.applyAsDouble(overview.promises()))
        .register(registry);
  }

  private static void bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private static Counter.Builder counter(String name, String meaning) {
    return Counter.builder(name).description(meaning);
  }

  private static Counter.Builder outcomes(String kind) {
    return counter("idlegrid.outcomes", "ended attempts by how they ended")
        .tag("kind", kind.toLowerCase(Locale.ROOT));
  }

  private static Counter.Builder forecasts(String answer) {
    return counter("idlegrid.forecasts", "grants that hung on the forecast alone, by its answer")
        .tag("answer", answer);
  }

  private void units(String state, ToDoubleFunction<Overview> value) {
    gauge("idlegrid.units", "units of the jobs that are not over, by state", value)
        .tag("state", state)
        .register(registry);
  }

  private Gauge.Builder<GridMetrics> gauge(
      String name, String meaning, ToDoubleFunction<Overview> value) {
    return Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.latest))
        .description(meaning);
  }

  /** A further number that is read whenever somebody looks. */
  public <T> void watch(String name, String meaning, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(meaning).register(registry);
  }

  /** All series, in Prometheus' text format, with the grid as it is now. */
  public String scrape(Overview overview, Map<DeviceId, PromiseTally> byDevice) {
    latest = overview;
    devices.show(byDevice);
    return registry.scrape();
  }

  /** The same log, with the time that each commit takes. */
  public CommitLog measured(CommitLog log) {
    return commit -> timed(log, commit);
  }

  private CompletionStage<CommitLog.Fate> timed(CommitLog log, Commit commit) {
    Timer.Sample sample = Timer.start(registry);
    return log.append(commit).whenComplete((fate, failure) -> sample.stop(commits));
  }

  @Override
  public void granted(int units) {
    grants.increment(units);
  }

  @Override
  public void ended(Outcome.Kind kind) {
    Objects.requireNonNull(outcomes.get(kind)).increment();
  }

  @Override
  public void lost() {
    lost.increment();
  }

  @Override
  public void forecasts(int promises, int refusals) {
    promised.increment(promises);
    refused.increment(refusals);
  }

  @Override
  public void promise(Promise.Fate fate) {
    Objects.requireNonNull(promises.get(fate)).increment();
  }

  @Override
  public void alarm() {
    alarms.increment();
  }
}
