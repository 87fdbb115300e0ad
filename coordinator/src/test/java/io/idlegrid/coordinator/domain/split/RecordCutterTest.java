package io.idlegrid.coordinator.domain.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCutterTest {

  @Test
  void cutsAfterANumberOfLines() {
    assertEquals(
        List.of("a\nb\n", "c\nd\n", "e\n"), cut(RecordCutter.byLines(2), "a\nb\nc\nd\ne\n"));
  }

  @Test
  void keepsALastLineWithoutAnEnd() {
    assertEquals(List.of("a\nb\n", "c"), cut(RecordCutter.byLines(2), "a\nb\nc"));
  }

  @Test
  void yieldsNothingOfNothing() {
    assertEquals(List.of(), cut(RecordCutter.byLines(2), ""));
  }

  @Test
  void cutsBeforeTheBytesAreExceeded() {
    assertEquals(List.of("aaa\nbbb\n", "ccc\n"), cut(RecordCutter.byBytes(10), "aaa\nbbb\nccc\n"));
  }

  @Test
  void neverCutsALineHoweverLong() {
    assertEquals(
        List.of("a\n", "bbbbbbbbbbbbbbbb\n", "c\n"),
        cut(RecordCutter.byBytes(5), "a\nbbbbbbbbbbbbbbbb\nc\n"));
  }

  @Test
  void fillsAPieceToTheByte() {
    assertEquals(List.of("aaaa\n", "bbbb\n"), cut(RecordCutter.byBytes(5), "aaaa\nbbbb\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
  void losesNoByteAndCutsOnlyAtLineEndsHoweverTheBytesArrive(int bufferSize) {
    Random random = new Random(bufferSize);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 300; line++) {
      text.append("x".repeat(random.nextInt(40))).append('\n');
    }

    List<String> pieces = cut(RecordCutter.byBytes(100), text.toString(), bufferSize);

    assertEquals(text.toString(), String.join("", pieces));
    assertTrue(pieces.stream().allMatch(piece -> piece.endsWith("\n")));
    assertTrue(pieces.stream().allMatch(piece -> piece.length() <= 100));
  }

  private static List<String> cut(RecordCutter cutter, String text) {
    return cut(cutter, text, 4);
  }

  private static List<String> cut(RecordCutter cutter, String text, int bufferSize) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    List<Long> ends = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += bufferSize) {
      int length = Math.min(bufferSize, bytes.length - from);
      byte[] buffer = new byte[bufferSize];
      System.arraycopy(bytes, from, buffer, 0, length);
      ends.addAll(cutter.accept(buffer, length));
    }
    ends.addAll(cutter.finish());
    List<String> pieces = new ArrayList<>();
    long start = 0;
    for (long end : ends) {
      pieces.add(text.substring((int) start, (int) end));
      start = end;
    }
    return pieces;
  }
}
