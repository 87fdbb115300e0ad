package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {

  private static final RunLog.Setting SETTING = new RunLog.Setting(45, 5, 1, "null");
  private static final Round ROUND =
      new Round(
          7,
          45_500_000_007L,
          2,
          List.of(5.25, 6.0),
          List.of(new Burst(8, 9, 200)),
          1_000,
          List.of(new Stop(8, Long.MAX_VALUE, "host load 80 %")),
          2_000,
          3);

  @TempDir Path folder;

  @Test
  void aBenchmarkThatWasBrokenOffKnowsItsRuns() throws IOException {
    RunLog.open(file(), SETTING).add("full ladder", 2, ROUND);

    RunLog again = RunLog.open(file(), SETTING);

    assertEquals(Optional.of(ROUND), again.find("full ladder", 2));
    assertEquals(Optional.empty(), again.find("full ladder", 1));
    assertEquals(Optional.empty(), again.find("nothing", 2));
  }

  @Test
  void runsOfAnotherSettingAreNotMixedIn() throws IOException {
    RunLog.open(file(), SETTING).add("full ladder", 2, ROUND);

    IOException refused =
        assertThrows(
            IOException.class, () -> RunLog.open(file(), new RunLog.Setting(60, 5, 1, "null")));

    assertTrue(String.valueOf(refused.getMessage()).contains("--log"), refused.getMessage());
  }

  private Path file() {
    return folder.resolve("runs.jsonl");
  }
}
