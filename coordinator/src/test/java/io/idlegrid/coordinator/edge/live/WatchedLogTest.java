package io.idlegrid.coordinator.edge.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedLogTest {

  private static final AttemptId ATTEMPT =
      new AttemptId(new UnitId(new JobId("j-00000001"), 0), new LeaseNumber(1, 1));

  private final LiveHub hub = new LiveHub();
  private final List<String> first = new ArrayList<>();
  private final List<String> second = new ArrayList<>();

  @Test
  void whoComesLaterHearsWhatWasToldLately() {
    var unused = hub.watchLog(ATTEMPT, (offset, text) -> first.add(offset + text));
    hub.logged(ATTEMPT, 0, "one");
    hub.logged(ATTEMPT, 3, "two");

    var unusedToo = hub.watchLog(ATTEMPT, (offset, text) -> second.add(offset + text));
    hub.logged(ATTEMPT, 6, "three");

    assertEquals(List.of("0one", "3two", "6three"), first);
    assertEquals(first, second);
  }

  @Test
  void aLogIsForgottenOnceNobodyWatchesIt() {
    Runnable one = hub.watchLog(ATTEMPT, (offset, text) -> first.add(text));
    Runnable other = hub.watchLog(ATTEMPT, (offset, text) -> second.add(text));
    one.run();
    assertFalse(hub.forgetLog(ATTEMPT), "the other one watches");

    other.run();

    assertTrue(hub.forgetLog(ATTEMPT));
    assertFalse(hub.forgetLog(ATTEMPT), "there is nothing to forget any more");
    hub.logged(ATTEMPT, 0, "nobody hears it");
    assertEquals(List.of(), first);
  }

  @Test
  void whoFailsOrLeavesSilencesNobodyElse() {
    Runnable leaving = hub.watchLog(ATTEMPT, (offset, text) -> first.add(text));
    var unused =
        hub.watchLog(
            ATTEMPT,
            (offset, text) -> {
              throw new IllegalStateException("its connection broke");
            });
    var unusedToo = hub.watchLog(ATTEMPT, (offset, text) -> second.add(text));
    hub.logged(ATTEMPT, 0, "one");

    leaving.run();
    hub.logged(ATTEMPT, 3, "two");

    assertEquals(List.of("one"), first);
    assertEquals(List.of("one", "two"), second);
  }

  @Test
  void onlyTheEndIsKept() {
    var unused = hub.watchLog(ATTEMPT, (offset, text) -> first.add(text));
    String block = "x".repeat(20 << 10);
    hub.logged(ATTEMPT, 0, block);
    hub.logged(ATTEMPT, block.length(), "end" + block);

    var unusedToo = hub.watchLog(ATTEMPT, (offset, text) -> second.add(text));

    assertEquals(List.of("end" + block), second);
  }
}
