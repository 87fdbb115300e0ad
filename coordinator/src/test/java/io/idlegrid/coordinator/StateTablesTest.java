package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.AttemptMove;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.job.JobMove;
import io.idlegrid.coordinator.domain.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The state tables of ARCHITECTURE.md are made from the code. Run with {@code
 * -Didlegrid.update=true} to write them anew.
 */
class StateTablesTest {

  private static final Path DOCUMENT = Path.of("..", "ARCHITECTURE.md");
  private static final String BEGIN = "<!-- state tables: generated -->";
  private static final String END = "<!-- end of state tables -->";

  @Test
  void theDocumentShowsWhatTheCodeDoes() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    assertTrue(begin >= 0 && begin < end, "ARCHITECTURE.md has lost its markers " + BEGIN);

    String right = document.substring(0, begin) + BEGIN + tables() + document.substring(end);

    if (Boolean.getBoolean("idlegrid.update")) {
      Files.writeString(DOCUMENT, right);
    } else {
      assertEquals(right, document, "run this test with -Didlegrid.update=true");
    }
  }

  private static String tables() {
    return "\n\n**An attempt:**\n\n"
        + table(AttemptState.values(), attemptEvents())
        + "\n**A job:**\n\n"
        + table(JobState.values(), jobEvents())
        + "\n";
  }

  private static Map<String, Function<AttemptState, String>> attemptEvents() {
    Map<String, Function<AttemptState, AttemptMove>> events = new LinkedHashMap<>();
    events.put("leaseAccepted", AttemptState::leaseAccepted);
    events.put("renewed", AttemptState::renewed);
    events.put("resultReported", AttemptState::resultReported);
    events.put("failed", AttemptState::failed);
    events.put("returned", AttemptState::returned);
    events.put("leaseExpired", AttemptState::leaseExpired);
    events.put("cancelled", AttemptState::cancelled);
    return words(events, StateTablesTest::words);
  }

  private static Map<String, Function<JobState, String>> jobEvents() {
    Map<String, Function<JobState, JobMove>> events = new LinkedHashMap<>();
    events.put("unitsFinished", state -> state.unitsFinished(false));
    events.put("unitsFinished, to merge", state -> state.unitsFinished(true));
    events.put("merged", JobState::merged);
    events.put("assembled", JobState::assembled);
    events.put("unitsFailed", JobState::unitsFailed);
    events.put("deadlinePassed", JobState::deadlinePassed);
    events.put("retried", JobState::retried);
    events.put("cancelled", JobState::cancelled);
    return words(
        events,
        move -> move.state().map(Enum::name).orElse(move.isRefused() ? "refused" : "stale"));
  }

  private static <S, M> Map<String, Function<S, String>> words(
      Map<String, Function<S, M>> events, Function<M, String> words) {
    Map<String, Function<S, String>> all = new LinkedHashMap<>();
    events.forEach((name, event) -> all.put(name, event.andThen(words)));
    return all;
  }

  private static String words(AttemptMove move) {
    String answer = move.state().map(Enum::name).orElse(move.isRefused() ? "refused" : "stale");
    String effects =
        move.effects().stream()
            .sorted()
            .map(effect -> effect.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    return effects.isEmpty() ? answer : answer + " → " + effects;
  }

  private static <S extends Enum<S>> String table(
      S[] states, Map<String, Function<S, String>> events) {
    StringBuilder table = new StringBuilder("| event |");
    Arrays.stream(states).forEach(state -> table.append(' ').append(state.name()).append(" |"));
    table.append("\n|---|").append("---|".repeat(states.length)).append('\n');
    events.forEach(
        (name, answer) -> {
          table.append("| ").append(name).append(" |");
          Arrays.stream(states)
              .forEach(state -> table.append(' ').append(answer.apply(state)).append(" |"));
          table.append('\n');
        });
    return table.toString();
  }
}
