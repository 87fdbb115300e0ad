package io.idlegrid.coordinator.edge.ignite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.GridStoreContract;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("ignite")
class IgniteGridStoreIT extends GridStoreContract {

  @TempDir private Path folder;
  private GridStore store;

  @BeforeEach
  void open() {
    store =
        new IgniteGridStore(
            EmbeddedIgnite.start(folder, "it-" + UUID.randomUUID(), 128L * 1024 * 1024));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected GridStore store() {
    return store;
  }

  @Test
  void keepsRowsOverARestart() {
    store.commit(List.of(put(chunk(5, 9))));
    // A node that has just begun goes on making files of its log while it is closed, into the way
    // of the next one; a process that ends takes that with it.
    Patience.await().ignoreException(UncheckedIOException.class).until(this::areAllSegmentsMade);

    close();
    open();

    assertEquals(chunk(5, 9), store.get(Table.CHUNK, key(5)).orElseThrow());
  }

  private boolean areAllSegmentsMade() throws IOException {
    try (var files = Files.walk(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      return names.stream().filter(name -> name.endsWith(".wal")).count() >= EmbeddedIgnite.SEGMENTS
          && names.stream().noneMatch(name -> name.endsWith(".wal.tmp"));
    }
  }

  @Test
  void writesItsLogAheadToFilesOfTheFolder() throws IOException {
    store.commit(List.of(put(chunk(5, 9))));

    try (var files = Files.walk(folder)) {
      assertTrue(
          files.anyMatch(
              file -> file.toString().contains("wal") && file.toString().endsWith(".wal")));
    }
  }
}
