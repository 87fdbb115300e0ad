package io.idlegrid.worker.edge.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaceTest {

  private long now;
  private @Nullable Double limit = 1_000.0;
  private final Pace pace = new Pace(() -> limit, () -> now, nanos -> now += nanos);

  @Test
  void bytesTakeAsLongAsTheOwnersRateSays() throws InterruptedIOException {
    pace.moved(500);
    pace.moved(1_500);

    assertEquals(Duration.ofSeconds(2).toNanos(), now);
  }

  @Test
  void whatWasNotUsedIsNotMadeUpFor() throws InterruptedIOException {
    pace.moved(1_000);
    now += Duration.ofHours(1).toNanos();
    long before = now;

    pace.moved(1_000);

    assertEquals(Duration.ofSeconds(1).toNanos(), now - before);
  }

  @Test
  void withoutLimitNobodyWaits() throws InterruptedIOException {
    limit = null;

    pace.moved(1 << 30);

    assertEquals(0, now);
  }
}
