package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCoordinator.class)
class SystemIT {

  private static final Pattern SERIES =
      Pattern.compile("[a-z0-9_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? [-+0-9.eENa]+");

  private final Grid grid;

  SystemIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void saysThatItIsHealthyAndReady() {
    assertEquals("ok\n", grid.anybody().get("/healthz").text());
    assertEquals("ready\n", grid.anybody().get("/readyz").text());
  }

  @Test
  void showsSeriesInThePrometheusFormat() {
    grid.device("system-1");
    Answer answer = grid.admin().get("/metrics");
    List<String> lines = answer.text().lines().toList();

    assertTrue(answer.header("Content-Type").startsWith("text/plain"), "Content-Type");
    for (String line : lines) {
      assertTrue(line.startsWith("# ") || SERIES.matcher(line).matches(), line);
    }
    for (String start :
        List.of(
            "idlegrid_devices{state=\"offline\"} ",
            "idlegrid_devices{state=\"lending\"} ",
            "idlegrid_units{state=\"waiting\"} ",
            "idlegrid_jobs_active ",
            "idlegrid_grants_total ",
            "idlegrid_outcomes_total{kind=\"succeeded\"} ",
            "idlegrid_outcomes_total{kind=\"lost\"} ",
            "idlegrid_forecasts_total{answer=\"promise\"} ",
            "idlegrid_forecasts_total{answer=\"refusal\"} ",
            "idlegrid_commit_seconds_count ",
            "idlegrid_commit_seconds{quantile=\"0.99\"} ",
            "idlegrid_harvest_cpu_seconds ",
            "idlegrid_disk_free_bytes ",
            "idlegrid_devices_connected ",
            "jvm_memory_used_bytes{")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), start);
    }
    assertTrue(value(lines, "idlegrid_devices{state=\"offline\"} ") >= 1);
    assertTrue(value(lines, "idlegrid_commit_seconds_count ") >= 1);
  }

  private static double value(List<String> lines, String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .sum();
  }

  @Test
  void countsWaitingUnitsOfJobs() {
    double before =
        value(
            grid.admin().get("/metrics").text().lines().toList(),
            "idlegrid_units{state=\"waiting\"} ");
    String id =
        grid.submitter()
            .submit(
                """
                apiVersion: idlegrid/v1
                kind: Job
                spec:
                  run: {command: ["true"]}
                  where: device.arch == "nowhere"
                  data: {split: {by: range, to: 1234567}}
                """)
            .json()
            .path("id")
            .asText();

    List<String> after = grid.admin().get("/metrics").text().lines().toList();

    assertEquals(before + 1_234_567, value(after, "idlegrid_units{state=\"waiting\"} "));
    grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
  }

  @Test
  void showsTheGridAtAGlance() {
    grid.device("system-2");
    JsonNode system = grid.submitter().get("/api/v1/system").json();

    assertEquals("test", system.path("version").asText());
    assertTrue(system.path("devices").path("total").asInt() >= 1);
    assertTrue(system.path("freeBytes").asLong() > 0);
    assertFalse(system.path("startedAt").asText().isEmpty());
  }
}
