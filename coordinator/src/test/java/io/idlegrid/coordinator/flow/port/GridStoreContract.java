package io.idlegrid.coordinator.flow.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.unit.Chunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link GridStore} does. */
public abstract class GridStoreContract {

  private static final JobId JOB = new JobId("j-00000001");

  /** The store under test, empty at the start of each test. */
  protected abstract GridStore store();

  @Test
  void readsBackWhatWasCommitted() {
    Chunk chunk = chunk(3, 7);

    List<Optional<String>> broken = store().commit(List.of(put(chunk)));

    assertEquals(List.of(Optional.empty()), broken);
    assertEquals(Optional.of(chunk), store().get(Table.CHUNK, key(3)));
  }

  @Test
  void knowsNothingOfRowsThatWereNeverWritten() {
    assertEquals(Optional.empty(), store().get(Table.STATUS, "j-nosuchjob"));
    assertEquals(Map.of(), store().getAll(Table.CHUNK, List.of("a", "b")));
  }

  @Test
  void writesNothingOfACommitWhoseCheckFails() {
    store().commit(List.of(put(chunk(1, 5))));
    Commit fenced =
        Commit.builder()
            .check(
                Table.CHUNK,
                key(1),
                "epoch is 4",
                row -> row.map(Chunk::epoch).equals(Optional.of(4L)))
            .put(Table.CHUNK, key(1), chunk(1, 6))
            .put(Table.STATUS, JOB.value(), JobStatus.submitted(JOB))
            .build();

    List<Optional<String>> broken = store().commit(List.of(fenced));

    assertEquals(List.of(Optional.of("epoch is 4")), broken);
    assertEquals(5, store().get(Table.CHUNK, key(1)).orElseThrow().epoch());
    assertTrue(store().get(Table.STATUS, JOB.value()).isEmpty());
  }

  @Test
  void aFailedCheckLeavesTheOtherCommitsAlone() {
    Commit impossible =
        Commit.builder()
            .check(Table.CHUNK, key(9), "exists", Optional::isPresent)
            .put(Table.CHUNK, key(9), chunk(9, 1))
            .build();

    List<Optional<String>> broken =
        store().commit(List.of(put(chunk(1, 1)), impossible, put(chunk(2, 1))));

    assertEquals(List.of(true, false, true), broken.stream().map(Optional::isEmpty).toList());
    assertEquals(2, store().getAll(Table.CHUNK, List.of(key(1), key(2), key(9))).size());
  }

  @Test
  void aCheckSeesWhatEarlierCommitsOfTheSameBatchWrote() {
    Commit second =
        Commit.builder().absent(Table.CHUNK, key(1)).put(Table.CHUNK, key(1), chunk(1, 2)).build();

    List<Optional<String>> broken = store().commit(List.of(put(chunk(1, 1)), second));

    assertTrue(broken.get(0).isEmpty());
    assertTrue(broken.get(1).isPresent());
    assertEquals(1, store().get(Table.CHUNK, key(1)).orElseThrow().epoch());
  }

  @Test
  void removesRows() {
    store().commit(List.of(artifact("a"), artifact("b")));

    store().commit(List.of(Commit.builder().remove(Table.ARTIFACT, "me/a").build()));

    assertEquals(
        List.of("b"),
        store().list(Table.ARTIFACT, "", 10).stream().map(NamedArtifact::name).toList());
  }

  @Test
  void listsInKeyOrderPageByPage() {
    store().commit(List.of(artifact("c"), artifact("a"), artifact("b")));

    List<NamedArtifact> first = store().list(Table.ARTIFACT, "", 2);
    List<NamedArtifact> second = store().list(Table.ARTIFACT, "me/b", 2);

    assertEquals(List.of("a", "b"), first.stream().map(NamedArtifact::name).toList());
    assertEquals(List.of("c"), second.stream().map(NamedArtifact::name).toList());
  }

  @Test
  void walksThroughAllRowsHoweverManyPagesTheyTake() {
    List<String> names = IntStream.range(0, 1_001).mapToObj("%04d"::formatted).toList();
    store().commit(names.stream().map(GridStoreContract::artifact).toList());

    List<String> all = new ArrayList<>();
    store().all(Table.ARTIFACT).forEach(each -> all.add(each.name()));
    List<String> last = new ArrayList<>();
    store().all(Table.ARTIFACT, "me/0998").forEach(each -> last.add(each.name()));
    List<Integer> sizes = new ArrayList<>();
    store().pages(Table.ARTIFACT).forEach(page -> sizes.add(page.size()));

    assertEquals(names, all);
    assertEquals(List.of("0999", "1000"), last);
    assertEquals(1_001, sizes.stream().mapToInt(Integer::intValue).sum());
    assertTrue(sizes.size() > 1, sizes.toString());
  }

  @Test
  void whatIsWrittenBehindTheRowsOneIsAtIsMet() {
    store().commit(List.of(artifact("a"), artifact("b")));
    List<String> met = new ArrayList<>();

    for (NamedArtifact each : store().all(Table.ARTIFACT)) {
      met.add(each.name());
      if (met.size() == 1) {
        store()
            .commit(
                List.of(artifact("c"), Commit.builder().remove(Table.ARTIFACT, "me/a").build()));
      }
    }

    assertEquals(List.of("a", "b", "c"), met);
  }

  /** A chunk to store. */
  protected static Chunk chunk(long number, long epoch) {
    BitSet done = new BitSet();
    done.set(1);
    done.set(1000);
    BitSet special = new BitSet();
    special.set(17);
    return new Chunk(JOB, number, epoch, done, special, 2, 0);
  }

  protected static String key(long number) {
    return Table.chunkKey(JOB, number);
  }

  protected static Commit put(Chunk chunk) {
    return Commit.builder().put(Table.CHUNK, key(chunk.number()), chunk).build();
  }

  private static Commit artifact(String name) {
    NamedArtifact artifact =
        new NamedArtifact(
            "me", name, NamedArtifact.Kind.FILE, "00".repeat(32), 1, Instant.ofEpochSecond(1));
    return Commit.builder().put(Table.ARTIFACT, "me/" + name, artifact).build();
  }
}
