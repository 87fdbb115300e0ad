package io.idlegrid.worker.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitEvidenceTest {

  private static final UnitLimits LIMITS = new UnitLimits(1, 64 << 20, 32, 1 << 20);
  private static final Usage USAGE = new Usage(Duration.ZERO, null, Duration.ZERO, false);

  @ParameterizedTest(name = "exit {0}, killed {1}, out of memory {2}, crowded {3}: {6}")
  @CsvSource({
    "0  , false, false, false, ,     , EXITED",
    "1  , false, false, false, ,     , EXITED",
    "137, false, false, false, ,     , EXITED",
    "0  , true , false, false, ,     , EXITED",
    "0  , false, true , true, out/a,, EXITED",
    "137, true , false, false, ,     , KILLED",
    "   , true , false, false, ,     , KILLED",
    "137, true , true , false, ,     , KILLED",
    "137, false, true , false, ,     , MEMORY_LIMIT",
    "1  , false, true , false, ,     , MEMORY_LIMIT",
    "153, false, false, false, ,     , FILE_SIZE_LIMIT",
    "1  , false, false, false, out/a,, FILE_SIZE_LIMIT",
    "1  , false, false, true, ,     , PROCESS_LIMIT",
    "137, false, false, false, , gone, LOST",
    "   , false, false, false, , gone, LOST",
    "   , false, false, false, ,     , LOST",
  })
  void namesTheCauseThatMattersMost(
      @Nullable Integer exitCode,
      boolean killed,
      boolean outOfMemory,
      boolean crowded,
      @Nullable String fileAtLimit,
      @Nullable String loss,
      Ending expected) {
    ExitEvidence evidence =
        new ExitEvidence(exitCode, killed, outOfMemory, crowded, fileAtLimit, loss);

    Exit exit = evidence.judge(LIMITS, USAGE);

    assertEquals(expected, exit.ending(), exit.detail());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          137 | true  | false |       | needed more memory than its limit of 64 MiB
          1   | false | true |       | failed at its limit of 32 processes and threads (exit code 1)
          1   | false | false | out/a | file out/a reached the limit of 1 MiB per file (exit code 1)
          143 | false | false |       | exited with code 143, as after signal 15
          """)
  void saysWhichLimitAndItsValue(
      int exitCode,
      boolean outOfMemory,
      boolean crowded,
      @Nullable String fileAtLimit,
      String expected) {
    ExitEvidence evidence =
        new ExitEvidence(exitCode, false, outOfMemory, crowded, fileAtLimit, null);

    Exit exit = evidence.judge(LIMITS, USAGE);

    assertEquals(expected, exit.detail());
  }
}
