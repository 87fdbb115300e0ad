package io.idlegrid.worker.edge.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.device.Harm;
import io.idlegrid.worker.domain.harm.HarmLedger;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner's office keeps over a restart, and what it makes of damage. */
class OwnerFilesTest {

  private static final ObjectMapper JSON = OwnerJson.mapper();
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path folder;

  @Test
  void whatIsNoPolicyIsNamedAndTheOneFromBeforeHolds() throws Exception {
    Path file = folder.resolve("kept").resolve(PolicyFile.NAME);
    Files.createDirectory(folder.resolve("kept"));
    Files.writeString(file, "temperature.most = 60");
    PolicyFile policy = new PolicyFile(file);

    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    assertRefused(policy, file + " is no file; remove it");
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(policy, file + " is no file; remove it");
    Files.delete(file);
    Files.write(file, new byte[100 << 10]);
    assertRefused(policy, file + " has 100 KiB, and a policy has 64 KiB at most");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'r', 0});
    assertRefused(policy, file + " is no text in UTF-8");
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("elsewhere"));
    assertRefused(
        policy, file + " leads to " + folder.resolve("elsewhere") + ", which is not there");
    Files.delete(file);
    Files.delete(folder.resolve("kept"));
    assertRefused(policy, "the folder of " + file + " is gone");
  }

  private static void assertRefused(PolicyFile policy, String words) {
    policy.refresh();

    assertEquals(60, policy.policy().gives().celsius(), "what held before");
    assertEquals(1, policy.errors().size());
    assertTrue(policy.errors().get(0).startsWith(words), policy.errors().toString());
  }

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws Exception {
    OrderFile order = orders(NOON);
    Path file = Files.createDirectories(folder.resolve("order.json/in the way"));

    assertThrows(IOException.class, () -> order.say(OwnerOrder.pause(Optional.empty(), NOON)));

    try (var left = Files.list(folder)) {
      assertEquals(List.of(file.resolveSibling("")), left.toList());
    }
  }

  @Test
  void aPauseIsAPauseAfterARestartToo() throws Exception {
    orders(NOON).say(OwnerOrder.pause(Optional.of(Duration.ofHours(2)), NOON));

    assertEquals(OwnerOrder.Wish.PAUSE, orders(NOON.plusSeconds(7_100)).now().wish());
    assertEquals(OwnerOrder.LEND, orders(NOON.plusSeconds(7_200)).now());
  }

  @Test
  void aPauseLastsAsLongAsWasSaidWhereverTheClockIsSet() throws Exception {
    AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    AtomicReference<Duration> uptime = new AtomicReference<>(Duration.ofHours(7));
    OrderFile order = orders(clock::get, uptime::get);
    order.say(OwnerOrder.pause(Optional.of(Duration.ofHours(2)), NOON));

    Instant later = NOON.plus(Duration.ofDays(900));
    clock.set(later);
    uptime.set(Duration.ofMinutes(8 * 60 + 59));

    assertEquals(new OwnerOrder(OwnerOrder.Wish.PAUSE, later.plusSeconds(60)), order.now());
    clock.set(NOON.minus(Duration.ofDays(900)));
    assertEquals(OwnerOrder.Wish.PAUSE, order.now().wish());
    uptime.set(Duration.ofHours(9));
    assertEquals(OwnerOrder.LEND, order.now());
  }

  @Test
  void aClockThatWasSetBackOverARestartMakesNoPauseLonger() throws Exception {
    orders(NOON).say(OwnerOrder.pause(Optional.of(Duration.ofHours(2)), NOON));

    Instant before = NOON.minus(Duration.ofDays(900));

    assertEquals(before.plusSeconds(7_200), orders(before).now().until());
  }

  @Test
  void resumeLeavesNoFile() throws Exception {
    OrderFile order = orders(NOON);
    order.say(OwnerOrder.pause(Optional.empty(), NOON));

    order.say(OwnerOrder.LEND);

    assertFalse(Files.exists(folder.resolve("order.json")));
  }

  @Test
  void aDamagedOrderCountsAsAPause() throws Exception {
    Files.writeString(folder.resolve("order.json"), "{\"wish\":");

    assertEquals(OwnerOrder.Wish.PAUSE, orders(NOON).now().wish());
  }

  @Test
  void aPolicyThatChangesIsReadAgainAndOneWithErrorsIsNot() throws Exception {
    Path file = folder.resolve(PolicyFile.NAME);
    PolicyFile policy = new PolicyFile(file);
    assertEquals(70, policy.policy().gives().celsius());

    write(file, "temperature.most = 60", 1);
    policy.refresh();
    assertEquals(60, policy.policy().gives().celsius());

    write(file, "temperature.most = hot", 2);
    policy.refresh();
    assertEquals(60, policy.policy().gives().celsius(), "what held before");
    assertEquals(
        List.of(file + ", line 1: temperature.most: 'hot' is not degrees like 70"),
        policy.errors());

    Files.delete(file);
    policy.refresh();
    assertEquals(List.of(), policy.errors());
    assertEquals(70, policy.policy().gives().celsius());
  }

  @Test
  void theAccountOfHarmOutlivesTheWorkerAndIsWrittenRarely() throws Exception {
    HarmKeeper keeper = harm();
    keeper.suspended(Duration.ofMillis(87));
    assertFalse(keeper.writeNowAndThen());
    assertFalse(Files.exists(folder.resolve("harm.json")), "not within the first minute");

    assertTrue(keeper.write());
    assertFalse(keeper.write(), "nothing changed since");

    assertEquals(keeper.ledger(), harm().ledger());
    assertEquals(87, harm().ledger().days().get(0).waitedMillis());
  }

  @Test
  void theGridIsToldTheLatestTwoWeeksInTheOwnersZone() {
    HarmLedger ledger = HarmLedger.EMPTY;
    for (int day = 1; day <= 20; day++) {
      ledger = ledger.suspended(LocalDate.of(2026, 11, day), Duration.ofMillis(day), List.of());
    }

    Harm told = HarmNews.of(ledger, Clock.fixed(NOON, ZoneOffset.ofHours(8)));

    assertEquals(28_800, told.zoneSeconds());
    assertEquals(14, told.days().size());
    assertEquals(
        new Harm.Day(LocalDate.of(2026, 11, 20), 1, 0, 20, 0, 0, 0, 0), told.days().get(13));
  }

  @Test
  void aDamagedAccountIsSetAside() throws Exception {
    Files.writeString(folder.resolve("harm.json"), "[");

    assertEquals(HarmLedger.EMPTY, harm().ledger());
    assertTrue(Files.exists(folder.resolve("harm.json.damaged")));
  }

  private OrderFile orders(Instant now) throws IOException {
    return orders(() -> now, () -> Duration.ofHours(7));
  }

  private OrderFile orders(InstantSource clock, Supplier<Duration> uptime) throws IOException {
    return new OrderFile(
        folder.resolve("order.json"), JSON, clock.withZone(ZoneOffset.UTC), uptime);
  }

  private HarmKeeper harm() throws IOException {
    return new HarmKeeper(
        folder.resolve("harm.json"),
        JSON,
        Clock.fixed(NOON, ZoneOffset.UTC),
        () -> List.of(new HarmOfAttempt("j-1/0.1", "count", "alice", NOON, 0, 0, 0, 0)));
  }

  private static void write(Path file, String text, int second) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(second)));
  }
}
