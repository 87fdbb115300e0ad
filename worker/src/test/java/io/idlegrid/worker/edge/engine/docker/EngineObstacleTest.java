package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Engines whose containers would not be protected from are not used, and what helps is said. */
class EngineObstacleTest {

  @Test
  void oneThatPutsContainersWhereItIsToldHasNone() {
    assertEquals(Optional.empty(), found("cgroupfs", false).obstacle());
  }

  @Test
  void oneThatLetsSystemdMakeTheGroupsSaysWhatToSet() {
    String obstacle = found("systemd", false).obstacle().orElseThrow();

    assertTrue(obstacle.contains("native.cgroupdriver=cgroupfs"), obstacle);
  }

  @Test
  void oneWithUsersOfItsOwnSaysWhatElseThereIs() {
    String obstacle = found("cgroupfs", true).obstacle().orElseThrow();

    assertTrue(obstacle.contains("process engine"), obstacle);
  }

  private static Reply.Found found(String driver, boolean rootless) {
    return new Reply.Found(1, "20.10", "amd64", driver, rootless, true, List.of());
  }
}
