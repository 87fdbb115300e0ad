package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainWithinBudgetTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  @Test
  void whatTookLongIsNotDoneAgainSoon() {
    assertEquals(
        START.plus(Duration.ofMinutes(30)), TrainWithinBudget.next(START, Duration.ofSeconds(90)));
    assertEquals(START, TrainWithinBudget.next(START, Duration.ZERO));
  }

  @Test
  void trainsOnOneThreadAndMeasuresIt() {
    try (var budget = new TrainWithinBudget()) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      AtomicInteger trainings = new AtomicInteger();
      DoubleAdder work = new DoubleAdder();
      Runnable busy =
          () -> {
            trainings.incrementAndGet();
            IntStream.range(0, 200)
                .parallel()
                .forEach(
                    i -> {
                      threads.add(Thread.currentThread());
                      work.add(IntStream.range(0, 20_000).mapToDouble(Math::sin).sum());
                    });
          };

      assertTrue(budget.train(busy, START));
      assertFalse(budget.train(busy, START), "used up");
      assertTrue(budget.train(busy, START.plus(Duration.ofDays(1))));

      assertEquals(2, trainings.get());
      assertEquals(1, threads.size());
    }
  }

  @Test
  void aFailureIsTold() {
    try (var budget = new TrainWithinBudget()) {
      assertThrows(
          IllegalStateException.class,
          () ->
              budget.train(
                  () -> {
                    throw new IllegalStateException("no");
                  },
                  START));

      assertTrue(budget.train(() -> {}, START));
    }
  }
}
