package io.idlegrid.coordinator.edge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.AuditEntry;
import io.idlegrid.coordinator.domain.access.AuditEntry.Deed;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Looking for something in a long audit log. */
class AuditTrailTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ENTRIES = 25_000;

  private final InMemoryGridStore store = new InMemoryGridStore();
  private final AuditTrail trail =
      new AuditTrail(
          store,
          commit ->
              CompletableFuture.completedFuture(
                  store.commit(List.of(commit)).get(0).map(Fate::broken).orElse(Fate.DURABLE)));

  private void remember(Instant at, String who) {
    trail.remember(new Deed(at, who, "token", "POST /api/v1/jobs", "", "192.0.2.1", "done"));
  }

  private static AuditSearch search(
      Optional<String> account, Optional<Instant> since, Optional<Instant> until) {
    return new AuditSearch(
        account, Optional.empty(), Optional.empty(), since, until, Optional.empty());
  }

  @Test
  void aSearchGoesOnWhereOnePageLeftOffUntilAllIsLookedAt() {
    remember(START, "ada");
    for (int i = 1; i < ENTRIES; i++) {
      remember(START.plusSeconds(i), "eve");
    }
    AuditSearch ada = search(Optional.of("ada"), Optional.empty(), Optional.empty());

    List<AuditEntry> found = new ArrayList<>();
    int pages = 0;
    OptionalLong next = OptionalLong.of(Long.MAX_VALUE);
    while (next.isPresent()) {
      AuditTrail.Found page = trail.find(ada, next.getAsLong(), 10);
      found.addAll(page.entries());
      next = page.next();
      pages++;
    }

    assertEquals(List.of(1L), found.stream().map(AuditEntry::sequence).toList());
    assertEquals(3, pages, "no request reads all of it");
    assertTrue(trail.verify().whole());
  }

  @Test
  void aSpanOfTimeIsFoundAtOnceHoweverMuchCameAfterIt() {
    for (int i = 0; i < ENTRIES; i++) {
      remember(START.plus(Duration.ofMinutes(i)), "ada");
    }
    Instant from = START.plus(Duration.ofMinutes(100));

    AuditTrail.Found found =
        trail.find(
            search(
                Optional.empty(), Optional.of(from), Optional.of(from.plus(Duration.ofMinutes(3)))),
            Long.MAX_VALUE,
            10);

    assertEquals(
        List.of(103L, 102L, 101L), found.entries().stream().map(AuditEntry::sequence).toList());
    assertEquals(OptionalLong.empty(), found.next());
  }

  @Test
  void aClockThatWasSetBackHidesNothing() {
    remember(START.plus(Duration.ofMinutes(50)), "ada");
    remember(START, "ada");
    remember(START.plus(Duration.ofMinutes(90)), "ada");

    AuditTrail.Found found =
        trail.find(
            search(
                Optional.empty(),
                Optional.of(START.plus(Duration.ofMinutes(40))),
                Optional.of(START.plus(Duration.ofMinutes(60)))),
            Long.MAX_VALUE,
            10);

    assertEquals(List.of(1L), found.entries().stream().map(AuditEntry::sequence).toList());
  }

  @Test
  void whoLooksWaitsForWhatWasRememberedBefore() throws Exception {
    CompletableFuture<Void> isWritten = new CompletableFuture<>();
    AuditTrail slow =
        new AuditTrail(
            store,
            commit ->
                isWritten.thenApply(
                    any ->
                        store
                            .commit(List.of(commit))
                            .get(0)
                            .map(Fate::broken)
                            .orElse(Fate.DURABLE)));
    slow.remember(new Deed(START, "ada", "token", "POST /api/v1/jobs", "", "192.0.2.1", "done"));
    AuditSearch ada = search(Optional.of("ada"), Optional.empty(), Optional.empty());

    FutureTask<AuditTrail.Found> looking =
        new FutureTask<>(() -> slow.find(ada, Long.MAX_VALUE, 10));
    new Thread(looking, "looking").start();
    assertThrows(TimeoutException.class, () -> looking.get(100, TimeUnit.MILLISECONDS));
    isWritten.complete(null);

    assertEquals(1, looking.get(1, TimeUnit.MINUTES).entries().size());
  }
}
