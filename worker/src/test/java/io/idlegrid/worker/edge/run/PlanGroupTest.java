package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.group.HealthCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device makes of a group, whatever its coordinator asks for. */
class PlanGroupTest {

  private static final String IMAGE = "a".repeat(64);

  @TempDir private Path folder;

  @Test
  void noServiceIsAskedForItsHealthMoreOftenThanEveryFiveSeconds() {
    assertEquals(Duration.ofSeconds(5), asked(0).interval());
    assertEquals(Duration.ofSeconds(5), asked(4_999).interval());
    assertEquals(Duration.ofMillis(5_001), asked(5_001).interval());
  }

  private HealthCheck asked(long intervalMillis) {
    Group.Service service =
        new Group.Service(
            "web",
            IMAGE,
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            Map.of(),
            new Group.Health(List.of("true"), intervalMillis, 1_000, 3, 0),
            "never",
            1,
            4,
            1 << 20);
    Group group = new Group(List.of(service), List.of());
    Program program =
        new Program(
            "j1", "ada", "web", "service", Map.of(), List.of(), List.of(), List.of(), "docker",
            null, Map.of(), false, 4, 1 << 20, 1 << 20, 0, 1_000, 1_000, "", group);
    HealthCheck health =
        new PlanGroup(program, group, new AttemptFolders(folder), 1)
            .services(Map.of(IMAGE, "image"))
            .get(0)
            .health();
    if (health == null) {
      throw new AssertionError("the health check is lost");
    }
    return health;
  }
}
