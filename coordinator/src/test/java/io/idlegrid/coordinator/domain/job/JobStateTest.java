package io.idlegrid.coordinator.domain.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {

  private static final Map<String, Function<JobState, JobMove>> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put("unitsFinished", state -> state.unitsFinished(false));
    EVENTS.put("unitsFinished, to merge", state -> state.unitsFinished(true));
    EVENTS.put("merged", JobState::merged);
    EVENTS.put("assembled", JobState::assembled);
    EVENTS.put("unitsFailed", JobState::unitsFailed);
    EVENTS.put("deadlinePassed", JobState::deadlinePassed);
    EVENTS.put("retried", JobState::retried);
    EVENTS.put("cancelled", JobState::cancelled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unitsFinished           | ASSEMBLING | stale      | stale      | stale   | stale  | stale",
        "unitsFinished, to merge | MERGING    | stale      | stale      | stale   | stale  | stale",
        "merged                  | stale      | ASSEMBLING | stale      | stale   | stale  | stale",
        "assembled               | stale      | stale      | SUCCEEDED  | stale   | stale  | stale",
        "unitsFailed             | FAILED     | FAILED     | stale      | stale   | stale  | stale",
        "deadlinePassed          | FAILED     | FAILED     | stale      | stale   | stale  | stale",
        "retried                 | stale      | refused    | refused | refused | RUNNING | refused",
        "cancelled               | CANCELLED  | CANCELLED  | CANCELLED  | refused | refused | stale",
      })
  void answersEveryEventInEveryState(
      String event,
      String running,
      String merging,
      String assembling,
      String succeeded,
      String failed,
      String cancelled) {
    assertEquals(running, answer(event, JobState.RUNNING));
    assertEquals(merging, answer(event, JobState.MERGING));
    assertEquals(assembling, answer(event, JobState.ASSEMBLING));
    assertEquals(succeeded, answer(event, JobState.SUCCEEDED));
    assertEquals(failed, answer(event, JobState.FAILED));
    assertEquals(cancelled, answer(event, JobState.CANCELLED));
  }

  private static String answer(String event, JobState state) {
    JobMove move = Objects.requireNonNull(EVENTS.get(event)).apply(state);
    return move.state().map(Enum::name).orElse(move.isRefused() ? "refused" : "stale");
  }
}
