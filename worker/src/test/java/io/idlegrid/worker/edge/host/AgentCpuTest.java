package io.idlegrid.worker.edge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCpuTest {

  @TempDir private Path folder;

  @Test
  void userAndSystemTimeCountAndThatOfChildrenDoesNot() throws IOException {
    Path stat =
        Files.writeString(
            folder.resolve("stat"),
            "42 (a ) name) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 700 800 20 0 30 0 100 1 2\n");

    try (AgentCpu cpu = new AgentCpu(stat)) {
      assertEquals(Duration.ofSeconds(2), cpu.used().total());
      assertEquals(Duration.ZERO, cpu.used().niced());
    }
  }

  @Test
  void thisProcessUsedSome() throws IOException {
    try (AgentCpu cpu = new AgentCpu()) {
      assertTrue(cpu.used().total().toMillis() > 0);
    }
  }

  @Test
  void whatIsNotThatFileIsSaid() throws IOException {
    Path stat = Files.writeString(folder.resolve("stat"), "42 (java) S 1\n");

    try (AgentCpu cpu = new AgentCpu(stat)) {
      assertThrows(IOException.class, cpu::used);
    }
  }
}
