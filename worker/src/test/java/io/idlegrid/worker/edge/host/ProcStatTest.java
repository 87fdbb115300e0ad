package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.ExactCpu;
import io.idlegrid.worker.domain.availability.OwnCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcStatTest {

  @TempDir Path folder;

  @Test
  void readsTheLineOfAllProcessorsAgainAndAgain() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2\n");
    OwnCpu own = new OwnCpu(Duration.ofSeconds(2), Duration.ofSeconds(1));

    try (ProcStat source = new ProcStat(stat, () -> own, ProcStat.TICKS_ONLY)) {
      CpuReading first = source.read();
      Files.writeString(stat, "cpu  11 12 13 14 15 16 17 18 19 20\ncpu0 1 2\n");
      CpuReading second = source.read();

      assertEquals(new CpuTicks(1, 2, 3, 4, 5, 6, 7, 8), first.device());
      assertEquals(new CpuTicks(11, 12, 13, 14, 15, 16, 17, 18), second.device());
      assertEquals(own, second.own());
    }
  }

  @Test
  void countsGuestsOnce() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  100 0 0 0 0 0 0 0 90 0\n");

    try (ProcStat source = new ProcStat(stat, () -> OwnCpu.NONE, ProcStat.TICKS_ONLY)) {
      assertEquals(100, source.read().device().busy());
    }
  }

  @Test
  void takesTheShortLineOfOldKernels() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  1 2 3 4\n");

    try (ProcStat source = new ProcStat(stat, () -> OwnCpu.NONE, ProcStat.TICKS_ONLY)) {
      assertEquals(new CpuTicks(1, 2, 3, 4, 0, 0, 0, 0), source.read().device());
    }
  }

  @Test
  void refusesWhatIsNoSuchLine() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "");

    try (ProcStat source = new ProcStat(stat, () -> OwnCpu.NONE, ProcStat.TICKS_ONLY)) {
      assertThrows(IOException.class, source::read);
    }
  }

  @Test
  void neverGuessesOwnTime() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  1 2 3 4\n");

    try (ProcStat source =
        new ProcStat(
            stat,
            () -> {
              throw new IOException("gone");
            },
            ProcStat.TICKS_ONLY)) {
      assertThrows(IOException.class, source::read);
    }
  }

  @Test
  void exactCountersAreOfTheSameMoment() throws Exception {
    Path stat = Files.writeString(folder.resolve("stat"), "cpu  1 2 3 4 5 6 7 8\n");
    ExactCpu exact = new ExactCpu(Duration.ofMillis(90), Duration.ofMillis(40));
    List<Long> asked = new ArrayList<>();

    try (ProcStat source =
        new ProcStat(
            stat,
            () -> OwnCpu.NONE,
            (ticks, at) -> {
              asked.add(at);
              return Optional.of(exact);
            })) {
      CpuReading reading = source.read();

      assertEquals(exact, reading.exact());
      assertEquals(List.of(reading.at()), asked);
    }
  }
}
