package io.idlegrid.client;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What must be known of a class file (JVM specification, chapter 4): which Java it is for, and
 * which classes it names.
 *
 * @param java feature version
 * @param preview whether it uses features that only that very version has
 * @param references names of classes in the form {@code java/util/List}; arrays as their elements
 */
record ClassFile(int java, boolean preview, Set<String> references) {

  private static final int MAGIC = 0xCAFEBABE;
  private static final int MAJOR_OF_JAVA_0 = 44;
  private static final int PREVIEW = 0xFFFF;

  /** Reads a class file; empty when it is none. */
  static Optional<ClassFile> read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (bytes.length < 10 || in.readInt() != MAGIC) {
        return Optional.empty();
      }
      boolean preview = in.readUnsignedShort() == PREVIEW;
      int java = in.readUnsignedShort() - MAJOR_OF_JAVA_0;
      return Optional.of(new ClassFile(java, preview, references(in)));
    }
  }

  private static Set<String> references(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[] classes = new int[count];
    for (int index = 1; index < count; index++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[index] = in.readUTF();
        case 7 -> classes[index] = in.readUnsignedShort();
        case 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          // Long and double take two places (4.4.5).
          index++;
        }
        default -> throw new IOException("constant " + index + " has the unknown tag " + tag);
      }
    }
    Set<String> names = new HashSet<>();
    for (int text : classes) {
      if (text > 0 && texts[text] != null) {
        names.add(element(texts[text]));
      }
    }
    return names;
  }

  private static String element(String name) {
    boolean isArray = name.startsWith("[");
    int from = name.lastIndexOf('[') + 1;
    return isArray && name.charAt(from) == 'L' ? name.substring(from + 1, name.length() - 1) : name;
  }
}
