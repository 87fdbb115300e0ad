package io.idlegrid.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectPacksTest {

  private static final long PACK = 64 << 10;

  @TempDir private Path folder;

  @Test
  void whatWasStoredIsThereAfterOpeningAnew() throws IOException {
    List<byte[]> contents = contents(1, 50);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      for (byte[] content : contents) {
        packs.put(content);
      }
    }

    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      assertEquals(50, packs.size());
      for (byte[] content : contents) {
        assertArrayEquals(content, packs.get(ObjectName.hash(content)));
      }
    }
  }

  @Test
  void theSameObjectIsStoredOnce() throws IOException {
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      ObjectName name = packs.put(new byte[] {1, 2, 3});
      long bytes = packs.bytes();

      assertEquals(name, packs.put(new byte[] {1, 2, 3}));
      assertEquals(bytes, packs.bytes());
    }
  }

  @Test
  void textIsPackedAndNoiseIsNot() throws IOException {
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      ObjectName text = packs.put("all the same ".repeat(1000).getBytes(StandardCharsets.UTF_8));
      ObjectName noise = packs.put(random(2, 1000));

      assertTrue(packs.frame(text).isDeflated());
      assertFalse(packs.frame(noise).isDeflated());
    }
  }

  /** A machine that loses power may leave the last pack at any length. */
  @Test
  void whatIsBehindTheLastWholeObjectIsCutOff() throws IOException {
    byte[] first = random(3, 300);
    byte[] second = random(4, 200);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      packs.put(first);
      packs.put(second);
    }
    byte[] whole = Files.readAllBytes(pack(1));

    for (int length = 0; length < whole.length; length++) {
      Path torn = Files.createDirectory(folder.resolve("torn-" + length));
      Files.write(torn.resolve("pack-00000001"), Arrays.copyOf(whole, length));
      try (ObjectPacks packs = ObjectPacks.open(torn, PACK)) {
        int isWhole = 8 + Frame.HEAD + 300;
        assertEquals(length >= isWhole, packs.has(ObjectName.hash(first)), "at " + length);
        assertFalse(packs.has(ObjectName.hash(second)));
        packs.put(second);
        assertArrayEquals(second, packs.get(ObjectName.hash(second)));
      }
    }
  }

  @Test
  void anObjectThatNeverReachedTheDiskIsNotTakenForStored() throws IOException {
    byte[] content = random(5, 300);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      packs.put(content);
    }
    overwrite(8 + Frame.HEAD + 100, new byte[100]);

    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      assertFalse(packs.has(ObjectName.hash(content)));
    }
  }

  @Test
  void damageIsNoticedAndMendedByStoringAnew() throws IOException {
    byte[] content = random(6, 300);
    ObjectName name = ObjectName.hash(content);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      packs.put(content);
      overwrite(8 + Frame.HEAD + 10, new byte[] {1, 2, 3, 4});

      assertThrows(DamagedObjectException.class, () -> packs.get(name));
      packs.forget(name);
      assertThrows(MissingObjectException.class, () -> packs.get(name));
      packs.put(content);
      assertArrayEquals(content, packs.get(name));
    }

    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      assertArrayEquals(content, packs.get(name));
    }
  }

  @Test
  void aFrameThatLiesIsRefused() throws IOException {
    Frame honest = Frame.of(random(7, 300));
    Frame lying = new Frame(ObjectName.hash(new byte[1]), 300, false, honest.stored());
    Frame bomb = new Frame(honest.name(), 10, true, Frame.of(new byte[100_000]).stored());

    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      assertThrows(DamagedObjectException.class, () -> packs.put(lying));
      assertThrows(DamagedObjectException.class, () -> packs.put(bomb));
      assertEquals(0, packs.size());
    }
  }

  @Test
  void whatIsNotReachedIsDroppedAndItsRoomGivenBack() throws IOException {
    List<byte[]> contents = contents(8, 200);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      for (byte[] content : contents) {
        packs.put(content);
      }
      long before = packs.bytes();
      List<byte[]> kept = new ArrayList<>();
      for (int i = 0; i < contents.size(); i += 10) {
        kept.add(contents.get(i));
      }

      long freed =
          packs.retain(keep -> kept.forEach(content -> keep.accept(ObjectName.hash(content))));

      assertEquals(kept.size(), packs.size());
      assertTrue(freed > before / 2, freed + " of " + before);
      for (byte[] content : kept) {
        assertArrayEquals(content, packs.get(ObjectName.hash(content)));
      }
    }
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      assertArrayEquals(contents.get(0), packs.get(ObjectName.hash(contents.get(0))));
    }
  }

  @Test
  void shrinkingDropsThePacksThatWereReadLeastRecently() throws IOException {
    List<byte[]> contents = contents(7, 60);
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      for (byte[] content : contents) {
        packs.put(content);
      }
      ObjectName first = ObjectName.hash(contents.get(0));
      ObjectName last = ObjectName.hash(contents.get(59));
      packs.get(first);
      long bytes = packs.bytes();

      long freed = packs.shrink(bytes - PACK);

      assertEquals(bytes - packs.bytes(), freed);
      assertTrue(packs.bytes() <= bytes - PACK);
      assertTrue(packs.has(first));
      assertTrue(packs.has(last));
      assertTrue(packs.size() < 60);
      assertTrue(packs.shrink(0) > 0);
      assertFalse(packs.has(first));
      assertTrue(packs.has(last));
    }
  }

  @Test
  void anotherProcessReadsWhatIsThere() throws IOException {
    try (ObjectPacks packs = ObjectPacks.open(folder, PACK)) {
      ObjectName name = packs.put(random(9, 5_000));

      try (ObjectPacks reader = ObjectPacks.readOnly(folder)) {
        assertArrayEquals(random(9, 5_000), reader.get(name));
        assertThrows(IllegalStateException.class, () -> reader.put(new byte[] {1}));
      }
    }
  }

  private Path pack(int number) {
    return folder.resolve("pack-0000000" + number);
  }

  private void overwrite(long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(pack(1), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  private static List<byte[]> contents(long seed, int count) {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(random(seed * 1000 + i, 3_000));
    }
    return contents;
  }

  private static byte[] random(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}
