package io.idlegrid.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutterTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65_536, 65_537, 1_000_000})
  void chunksTogetherAreTheStream(int size) throws IOException {
    byte[] content = random(1, size);

    ByteArrayOutputStream together = new ByteArrayOutputStream();
    for (byte[] chunk : cut(content, 7_919)) {
      together.write(chunk);
    }

    assertArrayEquals(content, together.toByteArray());
  }

  @Test
  void cutsDoNotDependOnHowTheStreamIsWritten() throws IOException {
    byte[] content = random(2, 500_000);

    assertEquals(names(cut(content, 1)), names(cut(content, 65_536)));
  }

  @Test
  void chunksStayWithinTheirBounds() throws IOException {
    List<byte[]> random = cut(random(3, 4_000_000), 10_000);
    List<byte[]> zeros = cut(new byte[1_000_000], 10_000);

    for (byte[] chunk : random.subList(0, random.size() - 1)) {
      assertTrue(chunk.length > Cutter.LEAST && chunk.length <= Cutter.MOST, chunk.length + "");
    }
    assertEquals(Cutter.MOST, zeros.get(0).length);
    int mean = 4_000_000 / random.size();
    assertTrue(mean > Cutter.USUAL * 3 / 4 && mean < Cutter.USUAL * 3 / 2, "mean " + mean);
  }

  @Test
  void anInsertedByteChangesTheChunksAroundItOnly() throws IOException {
    byte[] before = random(4, 2_000_000);
    byte[] after = new byte[before.length + 1];
    System.arraycopy(before, 0, after, 0, 1_000_000);
    System.arraycopy(before, 1_000_000, after, 1_000_001, 1_000_000);

    Set<ObjectName> known = new HashSet<>(names(cut(before, 10_000)));
    long changed = names(cut(after, 10_000)).stream().filter(name -> !known.contains(name)).count();

    assertTrue(changed >= 1 && changed <= 5, changed + " chunks changed");
  }

  private static List<byte[]> cut(byte[] content, int step) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    try (Cutter cutter = new Cutter(chunks::add)) {
      for (int at = 0; at < content.length; at += step) {
        cutter.write(content, at, Math.min(step, content.length - at));
      }
    }
    return chunks;
  }

  private static List<ObjectName> names(List<byte[]> chunks) {
    return chunks.stream().map(ObjectName::hash).toList();
  }

  private static byte[] random(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}
