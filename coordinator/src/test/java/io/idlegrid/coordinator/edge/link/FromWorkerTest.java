package io.idlegrid.coordinator.edge.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Hardware;
import io.idlegrid.coordinator.domain.fleet.Hardware.Disk;
import io.idlegrid.coordinator.domain.fleet.Hardware.NetworkPort;
import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.ImageState.Reason;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.protocol.link.WorkerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device may say anything: none of it may reach the grid and break it there. */
class FromWorkerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String LEASE =
      "{\"job\": \"j-00000001\", \"unit\": 0, \"epoch\": 1, \"counter\": 1}";

  private final JsonMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private Report report(String parts) throws Exception {
    WorkerMessage message =
        json.readValue(
            "{\"type\": \"report\", \"sequence\": 1, " + parts + "}", WorkerMessage.class);
    return FromWorker.report((WorkerMessage.Report) message, NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"accepted\": [{\"unit\": 0, \"epoch\": 1, \"counter\": 1}]",
        "\"outcomes\": [{\"lease\": LEASE, \"kind\": \"FAILED\", \"outputs\": []}]",
        "\"outcomes\": [{\"lease\": LEASE, \"mac\": \"x\", \"outputs\": []}]",
        "\"outcomes\": [{\"lease\": LEASE, \"mac\": \"x\", \"kind\": \"FAILED\"}]",
        "\"running\": [{\"lease\": LEASE, \"activeMillis\": 1, \"cpuMillis\": 1}]",
        "\"logs\": [{\"lease\": LEASE, \"offset\": 1}]",
        "\"declined\": [{\"lease\": null, \"reason\": \"x\"}]",
        "\"telemetry\": {\"load\": []}",
        "\"harm\": {\"zoneSeconds\": 0, \"days\": [{\"suspensions\": 1}]}",
        "\"accepted\": [{\"job\": \"../x\", \"unit\": 0, \"epoch\": 1, \"counter\": 1}]",
        "\"accepted\": [{\"job\": \"j-00000001\", \"unit\": -1, \"epoch\": 1, \"counter\": 1}]",
      })
  void refusesWhatLacksAPart(String parts) {
    assertThrows(
        IllegalArgumentException.class, () -> report(parts.replace("LEASE", LEASE)), parts);
  }

  @Test
  void cutsHarmToWhatCanBeAndDropsDaysThatAreYetToCome() throws Exception {
    Report report =
        report(
            """
            "harm": {"zoneSeconds": 2147483647, "days": [
              {"date": [2026, 1, 1], "suspensions": -3, "falseAlarms": 1, "waitedMillis": 87,
                "queuedMillis": 9223372036854775807, "lentMillis": -1, "cpuMillis": 2, "left": 1},
              {"date": [2026, 1, 2], "suspensions": 9, "falseAlarms": 0, "waitedMillis": 0,
                "queuedMillis": 0, "lentMillis": 0, "cpuMillis": 0, "left": 0}]}
            """);

    Harm harm = report.harm().orElseThrow();
    assertEquals(ZoneOffset.ofHours(18), harm.zone());
    assertEquals(Set.of(LocalDate.of(2026, 1, 1)), harm.days().keySet());
    HarmSum sum = harm.today(NOW).orElseThrow();
    assertEquals(0, sum.suspensions());
    assertEquals(Duration.ofMillis(87), sum.waited());
    assertEquals(Duration.ofDays(1_000), sum.queued());
    assertEquals(Duration.ZERO, sum.lent());
  }

  @Test
  void tellsWhyADeviceHasNotAnImageAlsoForWorkersWithoutAWordForIt() throws Exception {
    Report report =
        report(
            """
            "images": [
              {"digest": "a", "state": "refused", "detail": "", "done": 0, "total": 0,
                "reason": "disk"},
              {"digest": "b", "state": "refused", "detail": "", "done": 0, "total": 0},
              {"digest": "c", "state": "waiting", "detail": "", "done": 0, "total": 0},
              {"digest": "d", "state": "refused", "detail": "", "done": 0, "total": 0,
                "reason": "of a later version"},
              {"digest": "e", "state": "here", "detail": "", "done": 0, "total": 0,
                "reason": "owner"}]
            """);

    assertEquals(
        List.of(Reason.DISK, Reason.DEVICE, Reason.BUSY, Reason.DEVICE, Reason.NONE),
        report.images().orElseThrow().stream().map(ImageState::reason).toList());
  }

  @Test
  void tellsHowTheRegistryOfACacheIs() throws Exception {
    Report report =
        report(
            """
            "mirror": {"registry": "http://mirror.lan:5000", "stale": 2000000000, "problem": ""}
            """);

    MirrorState mirror = report.mirror().orElseThrow();
    assertEquals("http://mirror.lan:5000", mirror.registry());
    assertEquals(1_000, mirror.stale());
    assertEquals(Optional.empty(), mirror.checkedAt());
  }

  @Test
  void keepsOnlyLoadThatCanBe() throws Exception {
    Report report =
        report(
            """
            "telemetry": {"at": "2026-01-01T00:00:00Z", "memoryAvailableBytes": -5,
              "diskFreeBytes": 1, "state": {"lending": "available", "reason": ""},
              "load": [
                {"end": "2025-12-31T23:59:50Z", "spanMillis": 100, "host": 5, "own": 0},
                {"end": "1970-01-01T00:00:00Z", "spanMillis": 2000, "host": 5, "own": 0},
                {"end": "2025-12-31T23:59:58Z", "spanMillis": 2000, "host": 5, "own": 0},
                {"end": "2026-01-01T00:00:00Z", "spanMillis": 2000, "host": 1e300, "own": 0}]},
            "room": {"cpuCores": 1e300, "memoryBytes": 9223372036854775807, "diskBytes": -1,
              "queue": 2147483647}
            """);

    assertEquals(2, report.load().size());
    var condition = report.condition().orElseThrow();
    assertEquals(100, condition.hostPercent());
    assertEquals(0, condition.memoryAvailableBytes());
    assertEquals(0, condition.room().diskBytes());
    assertTrue(condition.room().cpuCores() <= 4_096 && condition.room().queue() <= 10_000);
  }

  @Test
  void memoryAndTheOwnersTermsAreReadAndWhatCannotBeIsNot() throws Exception {
    String telemetry =
        """
        "telemetry": {"at": "2026-01-01T00:00:00Z", "memoryAvailableBytes": 5,
          "diskFreeBytes": 1, "state": {"lending": "available", "reason": ""},
          "terms": {"risk": RISK, "memoryReserveBytes": -1},
          "load": [
            {"end": "2025-12-31T23:59:58Z", "spanMillis": 2000, "host": 5, "own": 7, "memory": 42},
            {"end": "2026-01-01T00:00:00Z", "spanMillis": 2000, "host": 5, "own": 7}]},
        "room": {"cpuCores": 1, "memoryBytes": 1, "diskBytes": 1, "queue": 1}
        """;

    Report report = report(telemetry.replace("RISK", "0.002"));
    assertEquals(42, report.load().get(0).memoryPercent());
    assertEquals(7, report.load().get(0).ownPercent());
    assertTrue(Double.isNaN(report.load().get(1).memoryPercent()));
    assertEquals(
        new Condition.Terms(Optional.of(0.002), 0), report.condition().orElseThrow().terms());
    for (String wrong : List.of("0", "1.5", "-3", "null")) {
      var terms = report(telemetry.replace("RISK", wrong)).condition().orElseThrow().terms();
      assertEquals(Optional.empty(), terms.risk(), wrong);
    }
  }

  private Optional<Hardware> hardware(String said) throws Exception {
    WorkerMessage message =
        json.readValue(
            """
            {"type": "hello", "version": 1, "agent": "1", "encodings": [], "held": [],
              "capabilities": {"name": "cam", "arch": "arm64", "os": "Linux", "cores": 4,
                "memoryBytes": 1, "lendableMemoryBytes": 1, "lendableDiskBytes": 1,
                "lendableCpuPercent": 50, "engines": [], "labels": {}, "sensors": [],
                "networkAllowed": false, "warnings": []%s}}
            """
                .formatted(said),
            WorkerMessage.class);
    return FromWorker.hello((WorkerMessage.Hello) message).facts().hardware();
  }

  @Test
  void aWorkerWithoutSurveyIsWelcome() throws Exception {
    assertEquals(Optional.empty(), hardware(""));
  }

  @Test
  void hardwareThatCannotBeIsUnknown() throws Exception {
    Optional<Hardware> hardware =
        hardware(
            """
            , "hardware": {"model": " ", "processor": "PROCESSOR", "physicalCores": 0,
              "maxMegahertz": -1, "sensors": ["fan"],
              "disks": [{"name": "sda", "bytes": -1}, {"name": "sdb", "bytes": 5, "solid": true}],
              "networks": [{"name": "eth0", "megabits": 100}, {"name": "eth1", "megabits": 0}]}
            """
                .replace("PROCESSOR", "x".repeat(5_000)));

    assertEquals(
        Optional.of(
            new Hardware(
                Optional.empty(),
                Optional.of("x".repeat(100)),
                Optional.empty(),
                Optional.empty(),
                List.of(new Disk("sdb", Optional.empty(), 5, Optional.of(true))),
                List.of(
                    new NetworkPort("eth0", Optional.of(100)),
                    new NetworkPort("eth1", Optional.empty())),
                List.of("fan"))),
        hardware);
  }

  @Test
  void refusesOutputsThatLeadElsewhere() throws Exception {
    Report report =
        report(
            """
            "outcomes": [{"lease": LEASE, "mac": "x", "kind": "SUCCEEDED", "activeMillis": 1,
              "cpuMillis": 1, "outputs": [{"path": "../up", "size": 1, "sha256": "00"}]}]
            """
                .replace("LEASE", LEASE));

    assertEquals("it reported an output at '../up'", report.finished().get(0).outcome().detail());
  }
}
