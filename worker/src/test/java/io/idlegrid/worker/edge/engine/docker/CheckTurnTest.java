package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.worker.domain.run.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckTurnTest {

  private final AtomicLong now = new AtomicLong();
  private final List<Duration> rests = new ArrayList<>();
  private final CheckTurn turn =
      new CheckTurn(
          now::get,
          nanos -> {
            rests.add(Duration.ofNanos(nanos));
            now.addAndGet(nanos);
          });

  @Test
  void aCheckWaitsForTheEndOfTheOneBefore() throws Exception {
    CountDownLatch isAnswered = new CountDownLatch(1);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      askers.add(new Thread(() -> take(underWay, most, isAnswered)));
    }

    askers.forEach(Thread::start);
    await()
        .until(
            () ->
                askers.stream().filter(each -> each.getState() == Thread.State.WAITING).count()
                    == 3);
    isAnswered.countDown();
    for (Thread asker : askers) {
      asker.join();
    }

    assertEquals(1, most.get());
  }

  private void take(AtomicInteger underWay, AtomicInteger most, CountDownLatch isAnswered) {
    try {
      turn.take(
          () -> true,
          () -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            awaitAnswer(isAnswered);
            underWay.decrementAndGet();
            return true;
          });
    } catch (EngineException e) {
      most.set(-1);
    }
  }

  private static void awaitAnswer(CountDownLatch isAnswered) throws EngineException {
    try {
      isAnswered.await();
    } catch (InterruptedException e) {
      throw new EngineException("interrupted", e);
    }
  }

  @Test
  void theEngineRestsAfterACheckHoweverItEnded() throws Exception {
    assertEquals(Optional.of(true), turn.take(() -> true, () -> true));
    assertThrows(
        EngineException.class,
        () ->
            turn.take(
                () -> true,
                () -> {
                  throw new EngineException("no answer");
                }));
    now.addAndGet(Duration.ofMillis(500).toNanos());
    assertEquals(Optional.of(false), turn.take(() -> true, () -> false));

    assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofMillis(1500)), rests);
  }

  @Test
  void whoIsNotAskedForAnyMoreCostsTheNextNoRest() throws Exception {
    assertEquals(Optional.empty(), turn.take(() -> false, () -> true));
    assertEquals(Optional.of(true), turn.take(() -> true, () -> true));

    assertEquals(List.of(Duration.ZERO, Duration.ZERO), rests);
  }
}
