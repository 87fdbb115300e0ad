package io.idlegrid.worker.edge.run;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.worker.GivenProgram;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.run.StoppableAttempts.Wish;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit leaves one device mid-way and goes on at another, with a real engine. */
abstract class LeaveContract {

  /** Goes half the way, and further only when it was started from a saved state or not held. */
  private static final String COUNTS =
      """
      state="$IDLEGRID_CHECKPOINT_DIR/state"
      i=0; sum=1
      [ -f "$state" ] && read i sum < "$state"
      trap 'echo "$i $sum" > "$state"; exit 85' TERM
      while [ $i -lt 2000 ]; do
        while [ $i -eq 1000 ] && [ -n "$HELD" ] && [ ! -f "$state" ]; do
          echo half >> beat; sleep 0.02
        done
        i=$((i + 1)); sum=$(((sum * 31 + i) % 1000003))
      done
      echo $sum > out/result
      """;

  /** Saves its state by itself and does not listen. */
  private static final String STUBBORN =
      """
      trap '' TERM
      echo "1000 7" > "$IDLEGRID_CHECKPOINT_DIR/state"
      while :; do echo half >> beat; sleep 0.02; done
      """;

  /** Never rests, and writes little. */
  private static final String BUSY =
      "i=0; while :; do i=$((i + 1)); [ $((i % 10000)) -eq 0 ] && echo half >> beat; done";

  private static final AtomicLong LEASES = new AtomicLong();

  @TempDir Path folder;
  private BlobStore store;
  private AttemptGroups groups;
  private Engine engine;
  private Device here;
  private Device there;

  abstract AttemptGroups groups() throws IOException;

  abstract Engine engine(Path folder, AttemptGroups groups) throws IOException;

  @BeforeEach
  void open() throws Exception {
    store = new BlobStore();
    groups = groups();
    engine = engine(folder, groups);
    here = new Device(folder.resolve("here"), engine, store);
    there = new Device(folder.resolve("there"), engine, store);
  }

  @AfterEach
  void close() throws Exception {
    here.close();
    there.close();
    engine.close();
    groups.close();
    store.close();
  }

  @Test
  void aUnitThatMovesEndsLikeOneThatStayed() throws Exception {
    Held stays = held(COUNTS, Map.of(), null);
    there.runner.run(stays);
    Held moves = held(COUNTS, Map.of("HELD", "yes"), null);
    here.runner.run(moves);
    awaitHalf(here, moves);

    here.runner.stop(moves.lease(), "the owner needs the memory", true);
    AttemptOutcome left = here.outcome(moves.lease());
    Held goesOn = held(COUNTS, Map.of("HELD", "yes"), left.checkpoint());
    there.runner.run(goesOn);

    assertEquals(Kind.CHECKPOINTED, left.kind(), left.detail());
    assertEquals("the owner needs the memory", left.detail());
    assertTrue(store.blobs.containsKey(String.valueOf(left.checkpoint())));
    assertEquals(result(there.outcome(stays.lease())), result(there.outcome(goesOn.lease())));
    assertFalse(Files.exists(here.folder(moves)), "nothing of it stays on the device");
  }

  @Test
  void aFrozenUnitIsThawedForItsGraceWhileOthersStandStill() throws Exception {
    Held leaves = held(COUNTS, Map.of("HELD", "yes"), null);
    Held waits = held(COUNTS, Map.of("HELD", "yes"), null);
    here.runner.run(leaves);
    here.runner.run(waits);
    awaitHalf(here, leaves);
    awaitHalf(here, waits);
    groups.freezeAll();
    here.runner.settle(new Wish(true, 4, 0));
    long before = sizeAtRest(here.folder(waits).resolve("work/beat"));

    here.runner.stop(leaves.lease(), "it stood still for too long", true);
    assertTrue(here.runner.areLeaving());
    here.runner.settle(new Wish(true, 4, 0));
    groups.thawAll();
    AttemptOutcome left = here.outcome(leaves.lease());

    assertEquals(Kind.CHECKPOINTED, left.kind(), left.detail());
    assertFalse(here.runner.areLeaving());
    assertEquals(before, Files.size(here.folder(waits).resolve("work/beat")));
  }

  @Test
  void aUnitThatDoesNotListenLeavesWithWhatItSavedByItself() throws Exception {
    here.runner.giveGrace(Duration.ofMillis(300));
    Held stubborn = held(STUBBORN, Map.of(), null);
    here.runner.run(stubborn);
    awaitHalf(here, stubborn);

    here.runner.stop(stubborn.lease(), "the owner needs the memory", true);
    AttemptOutcome left = here.outcome(stubborn.lease());
    Held goesOn = held(COUNTS, Map.of("HELD", "yes"), left.checkpoint());
    there.runner.run(goesOn);

    assertEquals(Kind.CHECKPOINTED, left.kind(), left.detail());
    assertNotNull(left.checkpoint());
    assertEquals(Kind.SUCCEEDED, there.outcome(goesOn.lease()).kind());
  }

  @Test
  void whatAUnitSavedSurvivesACrashOfTheWorker() throws Exception {
    Held attempt = held(COUNTS, Map.of("HELD", "yes"), null);
    Path checkpoint = Files.createDirectories(here.folder(attempt).resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("state"), "1999 5\n");
    Files.createDirectories(here.folder(attempt).resolve("work/half-done"));

    here.runner.run(attempt);

    assertEquals(String.valueOf((5 * 31 + 2000) % 1000003), result(here.outcome(attempt.lease())));
  }

  @Test
  void theNewestWaitsWhenThereIsNotRoomForAll() throws Exception {
    Held first = held(COUNTS, Map.of("HELD", "yes"), null);
    Held second = held(COUNTS, Map.of("HELD", "yes"), null);
    here.runner.run(first);
    awaitHalf(here, first);
    here.runner.run(second);
    awaitHalf(here, second);

    here.runner.settle(new Wish(false, 1.4, 1));

    assertEquals(List.of(false, true), frozen());
    here.runner.settle(new Wish(false, 0.1, 1));
    assertEquals(List.of(false, true), frozen(), "the oldest always runs");
    here.runner.settle(new Wish(false, 2, 1));
    assertEquals(List.of(false, false), frozen());
  }

  @Test
  void aUnitThatSomebodyElseThawsIsStoppedAgainAndCounted() throws Exception {
    AtomicInteger ranOn = new AtomicInteger();
    here.runner.listen(new CountedRunaways(ranOn));
    Held attempt = held(BUSY, Map.of(), null);
    here.runner.run(attempt);
    awaitHalf(here, attempt);
    Path beat = here.folder(attempt).resolve("work/beat");
    here.runner.settle(new Wish(true, 4, 0));
    long before = sizeAtRest(beat);

    groups.find(new AttemptName(AttemptFolders.name(attempt.lease()))).orElseThrow().thaw();
    awaitGrowth(beat, before);
    await().until(() -> ranOn.get() == 1);

    long stopped = sizeAtRest(beat);
    assertEquals(stopped, sizeAfterAWhile(beat));
    // As the guard does: again, until no other order is under way.
    await()
        .until(
            () -> {
              here.runner.settle(new Wish(false, 4, 1));
              return !frozen().contains(true);
            });
    awaitGrowth(beat, stopped);
  }

  @Test
  void filesThatAUnitRemovedButHoldsOpenCountAsDisk() throws Exception {
    Held hides =
        held(
            "for i in 3 4 5; do eval \"exec $i> hidden\"; rm hidden; head -c 7M /dev/zero >&$i;"
                + " done; while :; do sleep 1; done",
            Map.of(),
            null);
    here.runner.run(hides);

    AttemptOutcome end = here.outcome(hides.lease());

    assertEquals(Kind.DISK_LIMIT, end.kind(), end.detail());
    assertEquals("its files were larger than its disk limit of 16 MiB", end.detail());
  }

  @Test
  void aCheckpointOfManyFilesThatHoldNothingDoesNotFillTheDisk() throws Exception {
    AttemptOutcome end =
        ended(
            "cd \"$IDLEGRID_CHECKPOINT_DIR\"; i=0; while [ $i -lt 64 ]; do"
                + " truncate -s 15M hole$i; i=$((i + 1)); done; exit 85");

    assertEquals(Kind.DISK_LIMIT, end.kind(), end.detail());
    assertTrue(String.valueOf(end.detail()).contains("disk limit of 16 MiB"), end.detail());
  }

  @Test
  void whoAsksToBeRunAgainWithoutHavingGotFurtherHasFailed() throws Exception {
    String save = "echo half > \"$IDLEGRID_CHECKPOINT_DIR/state\"; exit 85";
    AttemptOutcome first = ended(save);
    assertEquals(Kind.CHECKPOINTED, first.kind(), first.detail());

    Held second = held(save, Map.of(), Objects.requireNonNull(first.checkpoint()));
    here.runner.run(second);

    AttemptOutcome same = here.outcome(second.lease());
    AttemptOutcome nothing = ended("exit 85");
    for (AttemptOutcome end : List.of(same, nothing)) {
      assertEquals(Kind.FAILED, end.kind(), end.detail());
      assertEquals(85, end.exitCode());
      assertEquals("it asked to be run again, and had saved nothing new", end.detail());
    }
  }

  @Test
  void emptyFilesWithoutEndTakeDiskToo() throws Exception {
    AttemptOutcome end =
        ended("i=0; while [ $i -lt 6000 ]; do : > e$i; i=$((i + 1)); done; sleep 1000");

    assertEquals(Kind.DISK_LIMIT, end.kind(), end.detail());
  }

  @Test
  void foldersDeeperThanAnyPathHideNothingAndAreRemoved() throws Exception {
    AttemptOutcome end =
        ended(
            "name=$(printf '%0200d' 0); i=0; while [ $i -lt 30 ]; do mkdir $name; cd -P $name;"
                + " i=$((i + 1)); done; echo hidden > file; sleep 1000");

    assertEquals(Kind.DISK_LIMIT, end.kind(), end.detail());
    assertTrue(String.valueOf(end.detail()).contains("levels"), end.detail());
  }

  @Test
  void onlyFilesOfItsOwnAreOutputs() throws Exception {
    AttemptOutcome end =
        ended(
            "cd out; echo ours > 'two words'; ln -s /etc/passwd link; ln -s / root; mkfifo pipe;"
                + " mkdir shut; echo kept > shut/file; chmod 000 shut");

    assertEquals(Kind.SUCCEEDED, end.kind(), end.detail());
    assertEquals(
        List.of("shut/file", "two words"),
        end.outputs().stream().map(output -> output.path()).toList());
  }

  @Test
  void anOutputWhoseNameNobodyCanBeHandedIsTheUnitsFailure() throws Exception {
    AttemptOutcome end = ended("echo ours > 'out/two\nlines'");

    assertEquals(Kind.FAILED, end.kind(), end.detail());
    assertTrue(String.valueOf(end.detail()).startsWith("its output 'two?lines'"), end.detail());
  }

  /** How a unit ends; nothing of it may stay on the device. */
  private AttemptOutcome ended(String script) throws IOException {
    Held attempt = held(script, Map.of(), null);
    here.runner.run(attempt);
    AttemptOutcome end = here.outcome(attempt.lease());
    try (var left = Files.list(here.attempts)) {
      assertEquals(List.of(), left.toList());
    }
    return end;
  }

  private List<Boolean> frozen() {
    return here.runner.standing().stream()
        .map(attempt -> attempt.state().frozenFor().compareTo(Duration.ZERO) > 0)
        .toList();
  }

  private void awaitHalf(Device device, Held attempt) {
    Path beat = device.folder(attempt).resolve("work/beat");
    await().until(() -> Files.exists(beat) && Files.size(beat) > 0);
    // The unit may be faster than the engine's answer that it runs.
    await()
        .until(
            () ->
                device.runner.standing().stream()
                    .anyMatch(one -> one.lease().equals(attempt.lease()) && one.state().runs()));
  }

  private static String result(AttemptOutcome outcome) {
    assertEquals(Kind.SUCCEEDED, outcome.kind(), outcome.detail());
    byte[] bytes = Base64.getDecoder().decode(String.valueOf(outcome.outputs().get(0).inline()));
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  private static Held held(String script, Map<String, String> env, @Nullable String checkpoint) {
    LeaseRef lease = new LeaseRef("j-1", 0, 1, LEASES.incrementAndGet());
    Program program =
        new GivenProgram()
            .command("sh", "-c", script)
            .env(env)
            .limitedTo(Duration.ofMinutes(10))
            .graceOf(Duration.ZERO)
            .build();
    Grant grant =
        new Grant(
            lease,
            600_000,
            "mac",
            new UnitInput(0L, null, null, null, false),
            false,
            8,
            checkpoint,
            null);
    Instant now = Instant.EPOCH;
    return new Held(grant, program, now, now, Held.QUEUED, 0, 0, null);
  }
}
