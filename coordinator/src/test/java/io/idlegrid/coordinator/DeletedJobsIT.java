package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.access.Deposit;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.ignite.EmbeddedIgnite;
import io.idlegrid.coordinator.edge.ignite.IgniteGridStore;
import io.idlegrid.coordinator.edge.input.JsonDatasets;
import io.idlegrid.coordinator.flow.DropBlobs;
import io.idlegrid.coordinator.flow.DropJobs;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LeftOver;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenJob;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deleted jobs leave is cleared away over a crash, and nothing that somebody still names. */
@Tag("ignite")
class DeletedJobsIT {

  /** More than one commit takes. */
  private static final int CHUNKS = 150;

  private final Job gone = new GivenJob(1).units(CHUNKS * 1024L).at(Instant.EPOCH);
  private final Job live = new GivenJob(2).units(1024).at(Instant.EPOCH);

  @TempDir private Path folder;
  private GridStore store;
  private FileBlobStore blobs;

  @BeforeEach
  void open() throws IOException {
    blobs = new FileBlobStore(folder.resolve("blobs"), 0);
    store =
        new IgniteGridStore(
            EmbeddedIgnite.start(
                folder.resolve("ignite"), "it-" + UUID.randomUUID(), 128L * 1024 * 1024));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCrashInTheMidstOfClearingAwayLeavesNothingBehind() throws IOException {
    String only = blob("only the deleted job's");
    String shared = blob("an output of both");
    String listed = blob("listed by its index");
    String checkpoint = blob("a checkpoint of the live job");
    String uploaded = blob("kept by its uploader");
    String late = blob("uploaded a moment ago, and not reported yet");
    List<String> rows = deleted(List.of(only, shared), List.of(index(listed)));
    running(shared, checkpoint);
    store.commit(
        List.of(
            Commit.builder()
                .put(
                    Table.DEPOSIT,
                    Deposit.key("ada", uploaded),
                    new Deposit("ada", uploaded, 1, Instant.EPOCH))
                .build()));

    crashAfter(1);
    close();
    open();

    assertEquals(1, new DropJobs(store, blobs, this::durably).drop());
    assertEquals(List.of(), store.list(Table.LEFT_OVER, "", 10));
    assertEquals(0, store.getAll(Table.CHUNK, rows).size());
    assertEquals(
        0, store.getAll(Table.RESULT, rows.stream().map(key -> key + "/0").toList()).size());
    assertTrue(store.get(Table.CHUNK, Table.chunkKey(live.id(), 0)).isPresent());

    Set<String> waiting = new HashSet<>();
    List<String> asked = List.of(only, listed, shared, uploaded);
    DropBlobs drop =
        new DropBlobs(
            store,
            blobs,
            new JsonDatasets(),
            (at, isWaiting) -> {
              waiting.clear();
              asked.stream().filter(isWaiting).forEach(waiting::add);
            });
    Instant now = Instant.now();
    assertEquals(0, drop.drop(now).freedBytes(), "nothing goes at once");
    assertTrue(drop.waitingBytes() > 0);
    assertEquals(Set.of(only, listed), waiting, "they count for whoever deleted them");
    drop.drop(now.plus(BlobStore.KEEP_RELEASED).plusSeconds(60));
    assertEquals(Set.of(), waiting);
    assertFalse(blobs.has(only), "nothing names it");
    assertFalse(blobs.has(listed), "nothing lists it");
    for (String kept : List.of(shared, checkpoint, uploaded, late)) {
      assertTrue(blobs.has(kept));
    }

    drop.drop(now.plus(BlobStore.KEEP_UNREACHED).plusSeconds(60));
    assertFalse(blobs.has(late), "nobody came for it");
    for (String kept : List.of(shared, checkpoint, uploaded)) {
      assertTrue(blobs.has(kept));
    }
  }

  @Test
  void whatIsClaimedStaysForWhoeverIsAboutToNameIt() throws IOException {
    String claimed = blob("code that somebody submits again");
    blobs.release(claimed);
    DropBlobs drop = new DropBlobs(store, blobs, new JsonDatasets(), (at, isWaiting) -> {});
    assertTrue(blobs.claim(claimed).isPresent());

    drop.drop(Instant.now().plus(BlobStore.KEEP_RELEASED).plusSeconds(60));

    assertTrue(blobs.has(claimed));
  }

  private void durably(Commit commit) {
    assertEquals(List.of(Optional.empty()), store.commit(List.of(commit)));
  }

  private void crashAfter(int commits) {
    List<Commit> made = new ArrayList<>();
    DropJobs crashing =
        new DropJobs(
            store,
            blobs,
            commit -> {
              if (made.size() == commits) {
                throw new IllegalStateException("crash");
              }
              made.add(commit);
              durably(commit);
            });
    assertThrows(IllegalStateException.class, crashing::drop);
    LeftOver left = store.get(Table.LEFT_OVER, Table.key(gone.id())).orElseThrow();
    assertTrue(left.chunks() > 0 && left.chunks() < CHUNKS, "left: " + left);
  }

  /** The rows of a job that was deleted; returns the keys of its chunks. */
  private List<String> deleted(List<String> outputs, List<String> indexes) {
    List<String> keys = new ArrayList<>();
    Commit.Builder commit = Commit.builder();
    for (long number = 0; number < CHUNKS; number++) {
      keys.add(Table.chunkKey(gone.id(), number));
      put(commit, gone, number, outputs, Optional.empty());
    }
    commit.put(
        Table.LEFT_OVER, Table.key(gone.id()), new LeftOver(gone.id(), CHUNKS, List.of(), indexes));
    durably(commit.build());
    return keys;
  }

  private void running(String output, String checkpoint) {
    Commit.Builder commit = Commit.builder();
    put(commit, live, 0, List.of(output), Optional.of(checkpoint));
    commit
        .put(Table.JOB, Table.key(live.id()), live)
        .put(Table.STATUS, Table.key(live.id()), JobStatus.submitted(live.id()).withChunksTaken(1));
    durably(commit.build());
  }

  private static void put(
      Commit.Builder commit,
      Job job,
      long number,
      List<String> outputs,
      Optional<String> checkpoint) {
    BitSet done = new BitSet();
    done.set(0);
    BitSet special = new BitSet();
    special.set(1);
    UnitId unit = new UnitId(job.id(), number * Chunk.SIZE + 1);
    commit
        .put(
            Table.CHUNK,
            Table.chunkKey(job.id(), number),
            new Chunk(job.id(), number, 1, done, special, 1, 0))
        .put(
            Table.RESULT,
            Table.resultKey(job.id(), number, 0),
            new ResultPart(job.id(), number, 0, List.of(row(number * Chunk.SIZE, outputs))))
        .put(
            Table.UNIT,
            Table.key(unit),
            new UnitRecord(
                unit,
                UnitRecord.Verdict.OPEN,
                0,
                0,
                0,
                List.of(),
                List.of(),
                checkpoint,
                Duration.ZERO));
  }

  private static ResultPart.Row row(long unit, List<String> outputs) {
    return new ResultPart.Row(
        unit,
        GivenDevice.id(1),
        new LeaseNumber(1, 1),
        outputs.stream().map(sha256 -> new Output("out", 1, sha256, Optional.empty())).toList(),
        Optional.empty(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Instant.EPOCH);
  }

  private String blob(String text) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      draft.write(text.getBytes(StandardCharsets.UTF_8));
      return draft.keep();
    }
  }

  private String index(String piece) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      PieceIndexWriter writer = new PieceIndexWriter(draft);
      writer.add(new Piece(0, "out", piece, 0, 1, piece, 0));
      writer.finish();
      return draft.keep();
    }
  }
}
