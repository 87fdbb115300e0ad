package io.idlegrid.coordinator.edge.rest.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexReader;
import io.idlegrid.protocol.piece.PieceIndexWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChosenUnitsTest {

  private static final int UNITS = 2_000;

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();

  @Test
  void theZipOfSomeUnitsHoldsTheirFilesAndNoOthers() throws Exception {
    PieceIndexReader some = ChosenUnits.parse("1999, 3,700,3").of(all());

    ZipArchive zip = new ZipArchive(some, blobs);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    zip.write(new ByteRange(0, zip.size(), false), bytes);

    assertEquals(zip.size(), bytes.size());
    assertEquals(
        Map.of(
            "0000000003/a.txt", "a of 3",
            "0000000003/b.txt", "b of 3",
            "0000000700/a.txt", "a of 700",
            "0000000700/b.txt", "b of 700",
            "0000001999/a.txt", "a of 1999",
            "0000001999/b.txt", "b of 1999"),
        unzip(bytes.toByteArray()));
  }

  @Test
  void unitsWithoutFilesAreNotThere() throws Exception {
    assertEquals(0, ChosenUnits.parse("500000").of(all()).rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1,,2", "all", "1-4", "99999999999999999999"})
  void whatListsNoUnitsIsRefused(String text) {
    assertEquals(
        "query.units", assertThrows(RefusedException.class, () -> ChosenUnits.parse(text)).code());
  }

  @Test
  void tooManyUnitsAreRefused() {
    StringBuilder text = new StringBuilder("0");
    for (int unit = 1; unit <= 1_000; unit++) {
      text.append(',').append(unit);
    }

    assertThrows(RefusedException.class, () -> ChosenUnits.parse(text.toString()));
  }

  private PieceIndexReader all() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PieceIndexWriter writer = new PieceIndexWriter(bytes);
    for (long unit = 0; unit < UNITS; unit++) {
      writer.add(piece(unit, "a"));
      writer.add(piece(unit, "b"));
    }
    writer.finish();
    byte[] index = bytes.toByteArray();
    return new PieceIndexReader(
        offset -> new ByteArrayInputStream(index, (int) offset, index.length - (int) offset),
        index.length);
  }

  private Piece piece(long unit, String name) throws IOException {
    byte[] content = (name + " of " + unit).getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    String hash = stored(content);
    return new Piece(unit, name + ".txt", hash, 0, content.length, hash, (int) crc.getValue());
  }

  private String stored(byte[] content) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      draft.write(content);
      return draft.keep();
    }
  }

  private static Map<String, String> unzip(byte[] bytes) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
