package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.worker.domain.harm.HarmLedger;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.edge.disk.SmallFiles;
import io.idlegrid.worker.edge.guard.GuardListener;
import io.idlegrid.worker.edge.run.AttemptListener;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the account of harm, on disk too: one small write a minute at most, and one at the end. */
final class HarmKeeper implements GuardListener, AttemptListener {

  private static final Logger LOG = LoggerFactory.getLogger(HarmKeeper.class);
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

  private final Path file;
  private final ObjectMapper json;
  private final Clock clock;
  private final Supplier<List<HarmOfAttempt>> justStopped;
  private HarmLedger ledger;
  private HarmLedger written;
  private long writtenAt;

  /** Of the latest suspension; used by the guard's thread. */
  private boolean isCounted;

  /**
   * @param justStopped the attempts that the guard's latest order stopped
   */
  HarmKeeper(Path file, ObjectMapper json, Clock clock, Supplier<List<HarmOfAttempt>> justStopped)
      throws IOException {
    this.file = file;
    this.json = json;
    this.clock = clock;
    this.justStopped = justStopped;
    this.ledger = load();
    this.written = ledger;
    this.writtenAt = System.nanoTime();
  }

  @Override
  public void suspended(Duration waited) {
    List<HarmOfAttempt> stopped = justStopped.get();
    // What is only fetched, or stood still already, was in nobody's way.
    isCounted = !stopped.isEmpty();
    if (isCounted) {
      change(now -> now.suspended(today(), waited, stopped));
    }
  }

  @Override
  public void falselyAlarmed() {
    if (isCounted) {
      change(now -> now.falseAlarm(today()));
    }
  }

  void lent(Duration time, Duration cpu, Duration queued) {
    change(now -> now.lent(today(), time, cpu, queued));
  }

  void left() {
    change(now -> now.left(today()));
  }

  @Override
  public void ranOn() {
    change(now -> now.ranOn(today()));
  }

  @Override
  public void ended(Held attempt, AttemptOutcome outcome) {
    attempt(HarmMeter.of(attempt, outcome.activeMillis(), outcome.cpuMillis()));
  }

  void attempt(HarmOfAttempt seen) {
    change(now -> now.attempt(seen));
  }

  synchronized HarmLedger ledger() {
    return ledger;
  }

  /**
   * Writes what changed, if the last write was long enough ago.
   *
   * @return whether something had changed
   */
  boolean writeNowAndThen() {
    return System.nanoTime() - writtenAt >= BETWEEN_WRITES.toNanos() && write();
  }

  boolean write() {
    HarmLedger now = ledger();
    if (now.equals(written)) {
      return false;
    }
    try {
      SmallFiles.replace(file, json.writeValueAsString(now));
      written = now;
    } catch (IOException e) {
      LOG.warn("the account of harm cannot be written to {}: {}", file, e.toString());
    }
    writtenAt = System.nanoTime();
    return true;
  }

  private synchronized void change(UnaryOperator<HarmLedger> change) {
    ledger = change.apply(ledger);
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }

  private HarmLedger load() throws IOException {
    Optional<String> text = SmallFiles.read(file);
    if (text.isEmpty()) {
      return HarmLedger.EMPTY;
    }
    try {
      return json.readValue(text.get(), HarmLedger.class);
    } catch (IOException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      LOG.error("{} is damaged and set aside as {}", file, aside, e);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return HarmLedger.EMPTY;
    }
  }
}
