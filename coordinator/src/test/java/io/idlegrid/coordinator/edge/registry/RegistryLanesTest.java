package io.idlegrid.coordinator.edge.registry;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.image.RegistryReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryLanesTest {

  private final RegistryLanes lanes = new RegistryLanes();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    stuck.countDown();
    lanes.close();
  }

  @Test
  void aRegistryThatHangsKeepsNoOtherWaiting() {
    pullStuck("slow.lan/a:1");
    pullStuck("slow.lan/b:1");
    lookStuck("slow.lan");
    pull("slow.lan/c:1");

    pull("fast.lan/a:1");
    lanes.look("fast.lan", () -> done.add("looked"));

    await().until(() -> done.containsAll(List.of("fast.lan/a:1", "looked")));
    assertEquals(2, done.size(), done::toString);
    stuck.countDown();
    await().until(() -> done.contains("slow.lan/c:1"));
  }

  @Test
  void aPullThatHangsIsPassedByOthersButNotByItsOwnRepository() {
    pullStuck("slow.lan/a:1");
    pull("slow.lan/a:2");
    pull("slow.lan/b:1");

    await().until(() -> done.contains("slow.lan/b:1"));
    assertEquals(List.of("slow.lan/b:1"), done);
    stuck.countDown();
    await().until(() -> done.contains("slow.lan/a:2"));
  }

  @Test
  void aRegistryThatIsBeingAskedIsNotAskedASecondTime() {
    lookStuck("slow.lan");
    lanes.look("slow.lan", () -> done.add("second"));
    stuck.countDown();
    await()
        .until(
            () -> {
              lanes.look("slow.lan", () -> done.add("third"));
              return done.contains("third");
            });

    assertEquals(false, done.contains("second"));
  }

  private void pull(String image) {
    lanes.pull(reference(image), () -> done.add(image));
  }

  private void pullStuck(String image) {
    lanes.pull(reference(image), this::hang);
  }

  private void lookStuck(String registry) {
    lanes.look(registry, this::hang);
  }

  private void hang() {
    try {
      stuck.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RegistryReference reference(String image) {
    return RegistryReference.read(image).orElseThrow();
  }
}
