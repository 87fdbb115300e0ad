package io.idlegrid.coordinator.edge.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CelConditionsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final CelConditions conditions = new CelConditions();

  @Test
  void aConditionSeesWhatADeviceIs() {
    assertEquals(Optional.empty(), judge("device.arch == \"arm64\" && device.cores >= 4"));
    assertEquals(Veto.Reason.WHERE, judge("device.cores > 4").orElseThrow().reason());
  }

  @Test
  void anAbsentLabelIsAVetoThatSaysSo() {
    Veto veto = judge("device.labels.site == \"lab\"").orElseThrow();

    assertTrue(veto.detail().startsWith("cannot be answered here"), veto.detail());
  }

  @Test
  void nestedLoopsCannotHoldTheGrid() {
    String numbers = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]";
    String loops = "true";
    for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) {
      loops = numbers + ".all(" + name + ", " + loops + ")";
    }
    assertEquals(Optional.empty(), conditions.problem(loops));

    // 20^7 rounds would take minutes.
    assertEquals(Veto.Reason.WHERE, judge(loops).orElseThrow().reason());
  }

  private Optional<Veto> judge(String condition) {
    return conditions.judge(job(condition), device());
  }

  private static Device device() {
    DeviceFacts facts =
        new DeviceFacts(
            "cam",
            "arm64",
            "Linux",
            4,
            1L << 30,
            1L << 29,
            1L << 30,
            100,
            List.of(),
            Optional.of(17),
            Map.of(),
            List.of(),
            Optional.empty(),
            false,
            List.of(),
            Optional.empty());
    return new Device(
        new DeviceId("d-00000001"),
        "owner",
        "cam",
        "00",
        NOW,
        Optional.of(facts),
        Duty.LEND,
        Device.DEFAULT_RISK);
  }

  private static Job job(String condition) {
    JobSpec spec =
        new JobSpec(
            "batch",
            "job",
            Map.of(),
            new RunRule(
                List.of("run"),
                RunRule.EngineChoice.ANY,
                Optional.empty(),
                Map.of(),
                false,
                Optional.empty()),
            List.of(),
            new SplitPlan.Range(0, 1, 1),
            new Need(1, 1 << 20, 1 << 20, Optional.empty(), Duration.ofMinutes(1)),
            Optional.of(condition),
            List.of(),
            new Policy(3, Optional.empty(), 1, 0, Placement.WINDOW, 0, Duration.ofHours(6)),
            new ResultRule("out/**", ResultRule.Merge.CONCAT, List.of()));
    return new Job(new JobId("j-" + Integer.toHexString(condition.hashCode())), "me", NOW, spec);
  }
}
