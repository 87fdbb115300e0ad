package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.metrics.GridMetrics;
import io.idlegrid.coordinator.edge.rest.view.LiveViews;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.Overview;
import io.idlegrid.protocol.device.SystemView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The grid at a glance, its health and its metrics over HTTP. */
final class SystemApi {

  private static final long READY_WITHIN_SECONDS = 5;

  private final GridLoop loop;
  private final GridMetrics metrics;
  private final Path blobFolder;
  private final String version;
  private final Instant startedAt;

  SystemApi(
      GridLoop loop, GridMetrics metrics, Path blobFolder, String version, Instant startedAt) {
    this.loop = loop;
    this.metrics = metrics;
    this.blobFolder = blobFolder;
    this.version = version;
    this.startedAt = startedAt;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/system", Route.having(Right.SEE_DEVICES), "The grid at a glance")
            .answers(200, "the grid", SystemView.class)
            .by(this::system),
        Route.get("/healthz", Route.OPEN, "Says that the process answers")
            .streams(200, "it does", "text/plain")
            .by(request -> request.context().contentType("text/plain").result("ok\n")),
        Route.get("/readyz", Route.OPEN, "Says that the grid loop answers too")
            .streams(200, "it does", "text/plain")
            .by(this::ready),
        Route.get("/metrics", Route.having(Right.SEE_SYSTEM), "Metrics for Prometheus")
            .streams(200, "the metrics", "text/plain")
            .by(this::metrics));
  }

  private void metrics(Request request) {
    Overview overview = loop.ask((grid, now) -> grid.overview()).join();
    Map<DeviceId, PromiseTally> devices = loop.ask(SystemApi::promises).join();
    request
        .context()
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(metrics.scrape(overview, devices));
  }

  private static Map<DeviceId, PromiseTally> promises(Grid grid, Instant now) {
    Map<DeviceId, PromiseTally> lately = new TreeMap<>();
    grid.promises().forEach((device, record) -> lately.put(device, record.lately(now)));
    return lately;
  }

  private void system(Request request) throws IOException {
    Overview overview = loop.ask((grid, now) -> grid.overview()).join();
    request.answer(
        new SystemView(
            version,
            startedAt,
            LiveViews.devices(overview),
            overview.activeJobs(),
            StorageApi.bytes(blobFolder),
            Files.getFileStore(blobFolder).getUsableSpace(),
            Runtime.getRuntime().totalMemory()));
  }

  private void ready(Request request) throws Exception {
    loop.ask((grid, now) -> grid.overview()).get(READY_WITHIN_SECONDS, TimeUnit.SECONDS);
    request.context().contentType("text/plain").result("ready\n");
  }
}
