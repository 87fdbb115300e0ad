package io.idlegrid.coordinator.edge.auth;

import static io.idlegrid.coordinator.edge.auth.GivenGatehouse.assertCode;
import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What hashing costs the server at most. */
class PasswordsTest {

  @Test
  void aFloodOfPasswordsIsRefusedInsteadOfFillingTheThreads() throws Exception {
    Passwords passwords = new Passwords("nobody has this");
    CountDownLatch slow = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<Future<Boolean>> taken = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        taken.add(threads.submit(() -> passwords.inTurn(() -> isOver(slow))));
      }
      await().until(passwords::isFull);

      assertCode("signin.busy", () -> passwords.hash("seven quiet cameras"));

      slow.countDown();
      for (Future<Boolean> each : taken) {
        assertEquals(true, each.get());
      }
      assertEquals(false, passwords.isFull());
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isOver(CountDownLatch slow) {
    try {
      slow.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
