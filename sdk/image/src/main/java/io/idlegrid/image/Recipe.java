package io.idlegrid.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a layer in their order. As an object: magic and version (8 bytes), then name and
 * size of each chunk, big-endian.
 */
public final class Recipe {

  private static final long MAGIC = 0x4947_5243_5045_0001L;
  private static final int HEAD = Long.BYTES;
  private static final int ROW = ObjectName.BYTES + Integer.BYTES;

  private final byte[] bytes;

  private Recipe(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads an object that somebody else may have made. */
  public static Recipe of(byte[] bytes) throws IOException {
    boolean isRecipe =
        bytes.length >= HEAD
            && (bytes.length - HEAD) % ROW == 0
            && ByteBuffer.wrap(bytes).getLong() == MAGIC;
    if (!isRecipe) {
      throw new IOException("this object is no recipe of a layer, or of an unknown version");
    }
    Recipe recipe = new Recipe(bytes);
    for (int i = 0; i < recipe.chunks(); i++) {
      if (recipe.size(i) < 1 || recipe.size(i) > Cutter.MOST) {
        throw new IOException("a recipe has a chunk of " + recipe.size(i) + " bytes");
      }
    }
    return recipe;
  }

  /** How many chunks there are. */
  public int chunks() {
    return (bytes.length - HEAD) / ROW;
  }

  /** Name of a chunk. */
  public ObjectName name(int chunk) {
    return ObjectName.read(ByteBuffer.wrap(bytes, HEAD + chunk * ROW, ObjectName.BYTES));
  }

  /** Bytes of a chunk. */
  public int size(int chunk) {
    return ByteBuffer.wrap(bytes).getInt(HEAD + chunk * ROW + ObjectName.BYTES);
  }

  /** Bytes of all chunks together: those of the layer. */
  public long layerBytes() {
    long sum = 0;
    for (int i = 0; i < chunks(); i++) {
      sum += size(i);
    }
    return sum;
  }

  /** Collects a recipe. */
  public static final class Builder {

    /** Chunks that fit into the largest object. */
    private static final int MOST_CHUNKS = (Frame.MOST_BYTES - HEAD) / ROW;

    private final List<ByteBuffer> blocks = new ArrayList<>();
    private int chunks;

    /** Appends a chunk. */
    public Builder add(ObjectName name, int size) throws IOException {
      if (chunks == MOST_CHUNKS) {
        throw new IOException("a layer has more than " + MOST_CHUNKS + " chunks");
      }
      if (blocks.isEmpty() || blocks.get(blocks.size() - 1).remaining() < ROW) {
        blocks.add(ByteBuffer.allocate(ROW * 1024));
      }
      ByteBuffer block = blocks.get(blocks.size() - 1);
      name.write(block);
      block.putInt(size);
      chunks++;
      return this;
    }

    /** The recipe as an object. */
    public byte[] toBytes() {
      ByteBuffer all = ByteBuffer.allocate(HEAD + chunks * ROW).putLong(MAGIC);
      blocks.forEach(block -> all.put(block.duplicate().flip()));
      return all.array();
    }
  }
}
