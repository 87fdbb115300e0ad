package io.idlegrid.image;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into chunks where its content says so: a byte more or less at one place
 * moves the cuts around it and no others, so two versions of a layer share most of their chunks.
 *
 * <p>After W. Xia et al., "FastCDC: a Fast and Efficient Content-Defined Chunking Approach for Data
 * Deduplication", USENIX ATC 2016: a gear hash whose cut is less likely before the usual size and
 * more likely behind it. Chunks of 16 KiB cost a recipe of 0.2 % of a layer; smaller ones move less
 * of what did not change.
 */
public final class Cutter extends OutputStream {

  /** No chunk is smaller, but the last. */
  public static final int LEAST = 4 << 10;

  /** About the size of most chunks. */
  public static final int USUAL = 16 << 10;

  /** No chunk is larger. */
  public static final int MOST = 64 << 10;

  private static final int BITS_BEFORE = 16;
  private static final int BITS_BEHIND = 12;
  private static final long[] GEAR = gear();

  private final Sink sink;
  private final byte[] buffer = new byte[MOST];
  private int size;
  private int looked;
  private long hash;

  /** Takes chunks, in their order. */
  @FunctionalInterface
  public interface Sink {
    void chunk(byte[] bytes) throws IOException;
  }

  public Cutter(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, MOST - size);
      System.arraycopy(bytes, from, buffer, size, taken);
      size += taken;
      from += taken;
      left -= taken;
      for (int cut = nextCut(); cut > 0; cut = nextCut()) {
        emit(cut);
      }
    }
  }

  /** Hands over what is left as the last chunk. */
  @Override
  public void close() throws IOException {
    if (size > 0) {
      emit(size);
    }
  }

  /** Where the buffer is to be cut; zero when more has to be seen. */
  private int nextCut() {
    for (int at = Math.max(looked, LEAST); at < size; at++) {
      hash = (hash << 1) + GEAR[buffer[at] & 0xff];
      int bits = at < USUAL ? BITS_BEFORE : BITS_BEHIND;
      if (hash >>> (64 - bits) == 0) {
        return at + 1;
      }
    }
    looked = size;
    return size == MOST ? MOST : 0;
  }

  private void emit(int cut) throws IOException {
    sink.chunk(Arrays.copyOf(buffer, cut));
    System.arraycopy(buffer, cut, buffer, 0, size - cut);
    size -= cut;
    looked = 0;
    hash = 0;
  }

  /**
   * Part of the format: other numbers would cut elsewhere. From SplitMix64 (Steele et al. 2014).
   */
  private static long[] gear() {
    long[] numbers = new long[256];
    long state = 0x1D1E6B1D;
    for (int i = 0; i < numbers.length; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      numbers[i] = z ^ (z >>> 31);
    }
    return numbers;
  }
}
