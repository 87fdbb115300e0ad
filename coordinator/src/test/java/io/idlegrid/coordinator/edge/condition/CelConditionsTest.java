package io.idlegrid.coordinator.edge.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import java.time.Instant;
import java.util.List;
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
    Job job = new GivenJob(condition.hashCode() & 0x7ffffff).where(condition).at(NOW);
    return conditions.judge(job, new GivenDevice(1).joined(NOW));
  }
}
