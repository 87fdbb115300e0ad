package io.idlegrid.worker.domain.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.group.ServiceState.AfterExit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceStateTest {

  private static final Map<String, Function<ServiceState, ServiceMove>> EVENTS =
      Map.of(
          "dependenciesMet", ServiceState::dependenciesMet,
          "started", ServiceState::started,
          "passedCheck", ServiceState::passedCheck,
          "failedChecks", ServiceState::failedChecks,
          "exited, again", state -> state.exited(AfterExit.START_AGAIN),
          "exited, done", state -> state.exited(AfterExit.DONE),
          "exited, given up", state -> state.exited(AfterExit.GIVE_UP),
          "waited", ServiceState::waited,
          "stopWished", ServiceState::stopWished);

  /** States that an event moves, where to and with which effect; in all others it is stale. */
  private static final String TABLE =
      """
      dependenciesMet: WAITING→STARTING/start
      started: STARTING→RUNNING
      passedCheck: RUNNING→HEALTHY
      failedChecks: RUNNING→UNHEALTHY/kill HEALTHY→UNHEALTHY/kill
      exited, again: STARTING→BACKING_OFF/wait RUNNING→BACKING_OFF/wait HEALTHY→BACKING_OFF/wait \
      UNHEALTHY→BACKING_OFF/wait STOPPING→STOPPED
      exited, done: STARTING→COMPLETED RUNNING→COMPLETED HEALTHY→COMPLETED UNHEALTHY→COMPLETED \
      STOPPING→STOPPED
      exited, given up: STARTING→FAILED RUNNING→FAILED HEALTHY→FAILED UNHEALTHY→FAILED \
      STOPPING→STOPPED
      waited: BACKING_OFF→STARTING/start
      stopWished: WAITING→STOPPED STARTING→STOPPING/terminate RUNNING→STOPPING/terminate \
      HEALTHY→STOPPING/terminate UNHEALTHY→STOPPING/terminate BACKING_OFF→STOPPED
      """;

  @Test
  void everyStateAnswersEveryEvent() {
    String told =
        TABLE
            .lines()
            .map(line -> line.substring(0, line.indexOf(':')))
            .map(event -> event + ": " + moves(Objects.requireNonNull(EVENTS.get(event))) + "\n")
            .collect(Collectors.joining());

    assertEquals(TABLE, told);
    assertEquals(EVENTS.size(), TABLE.lines().count());
  }

  private static String moves(Function<ServiceState, ServiceMove> event) {
    return Stream.of(ServiceState.values())
        .flatMap(
            state ->
                event.apply(state).state().stream()
                    .map(
                        next ->
                            state
                                + "→"
                                + next
                                + event
                                    .apply(state)
                                    .effect()
                                    .map(each -> "/" + each.name().toLowerCase(Locale.ROOT))
                                    .orElse("")))
        .collect(Collectors.joining(" "));
  }
}
