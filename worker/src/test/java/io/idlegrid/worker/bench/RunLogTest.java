package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  @Test
  void aFileThatIsNoRunLogIsRefusedWithItsLineAndLeftAlone() throws IOException {
    RunLog.open(file(), SETTING).add("full ladder", 0, ROUND);
    Files.writeString(file(), "dear diary\n", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file());

    IOException refused = assertThrows(IOException.class, () -> RunLog.open(file(), SETTING));

    assertEquals(
        file()
            + ", line 2: it is no run of this benchmark; remove that line, or name another file with"
            + " --log. Nothing was written.",
        refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file()));
  }

  @Test
  void jsonOfSomethingElseIsRefusedToo() throws IOException {
    for (String other : List.of("{}", "null", "[]", "{\"a\": 1}", "")) {
      Files.writeString(file(), other + "\n");

      IOException refused = assertThrows(IOException.class, () -> RunLog.open(file(), SETTING));

      assertTrue(
          String.valueOf(refused.getMessage()).contains(file() + ", line 1: it is no run"), other);
    }
  }

  @Test
  void whatIsNoTextOrNoFileIsRefused() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    IOException binary = assertThrows(IOException.class, () -> RunLog.open(file(), SETTING));
    IOException directory = assertThrows(IOException.class, () -> RunLog.open(folder, SETTING));

    assertTrue(
        String.valueOf(binary.getMessage()).contains(file() + ", line 1: it is no text"),
        "" + binary);
    assertTrue(
        String.valueOf(directory.getMessage()).contains(folder + " is no file"), "" + directory);
  }

  private Path file() {
    return folder.resolve("runs.jsonl");
  }
}
