package io.idlegrid.worker.edge.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.worker.GivenProgram;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  @TempDir Path folder;

  @Test
  void whatWasRememberedIsThereAfterARestart() throws IOException {
    Held waiting = held(1, null);
    Held finished = held(2, outcome(2));
    FileJournal before = new FileJournal(folder, json);
    before.remember(waiting);
    before.remember(finished);

    assertEquals(Set.of(waiting, finished), Set.copyOf(new FileJournal(folder, json).load()));
  }

  @Test
  void theNewestStateOfAnAttemptReplacesTheOlder() throws IOException {
    FileJournal journal = new FileJournal(folder, json);
    journal.remember(held(1, null));
    journal.remember(held(1, outcome(1)));

    assertEquals(List.of(held(1, outcome(1))), journal.load());
  }

  @Test
  void whatIsForgottenIsGoneAndMayBeForgottenTwice() throws IOException {
    FileJournal journal = new FileJournal(folder, json);
    journal.remember(held(1, null));

    journal.forget(held(1, null).lease());
    journal.forget(held(1, null).lease());

    assertEquals(List.of(), journal.load());
  }

  @Test
  void aDamagedFileIsSetAsideAndTheOthersAreRead() throws IOException {
    FileJournal journal = new FileJournal(folder, json);
    journal.remember(held(1, null));
    journal.remember(held(2, null));
    Path damaged = folder.resolve("j-1-1-1-7.json");
    String half = Files.readString(damaged).substring(0, 40);
    Files.writeString(damaged, half);

    List<Held> loaded = journal.load();

    assertEquals(List.of(held(2, null)), loaded);
    assertEquals(half, Files.readString(folder.resolve("j-1-1-1-7.json.damaged")));
    assertTrue(Files.notExists(damaged));
  }

  @Test
  void aFileThatWasBeingWrittenWhenThePowerFailedIsNoAttempt() throws IOException {
    FileJournal journal = new FileJournal(folder, json);
    journal.remember(held(1, null));
    Files.writeString(folder.resolve("new123"), "{\"grant\":");

    assertEquals(List.of(held(1, null)), journal.load());
  }

  private static Held held(long unit, @Nullable AttemptOutcome outcome) {
    LeaseRef lease = new LeaseRef("j-1", unit, 1, 7);
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    return new Held(
        new Grant(
            lease,
            30_000,
            "mac",
            new UnitInput(unit, null, null, null, false),
            false,
            1,
            null,
            null),
        new GivenProgram().env(Map.of("A", "b")).build(),
        since,
        since.plusSeconds(30),
        outcome == null ? Held.QUEUED : Held.FINISHED,
        0,
        0,
        outcome);
  }

  private static AttemptOutcome outcome(long unit) {
    return new AttemptOutcome(
        new LeaseRef("j-1", unit, 1, 7),
        "mac",
        Kind.SUCCEEDED,
        0,
        "",
        List.of(new AttemptOutcome.OutputFile("out/result", 2, "ab", "aGk=")),
        new AttemptOutcome.LogTail("text", 0),
        null,
        5L,
        1,
        1,
        2L,
        "process");
  }
}
