package io.idlegrid.predictor.tool.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFilesTest {
  @TempDir private Path folder;

  @Test
  void readsColumnsByNameAndLeavesMissingLoadsOut() throws Exception {
    Path file = write("a-1.csv", "mem,cpu_percent,t_seconds\n1,10,0\n2,,2\n3,NaN,4\n4,30.5,6\n");

    Trace trace = TraceFiles.read(file);

    assertEquals("a-1", trace.device());
    assertEquals("a", trace.source());
    assertArrayEquals(new double[] {0, 6}, trace.seconds());
    assertArrayEquals(new float[] {10, 30.5f}, trace.percent());
  }

  @Test
  void readsPackedFiles() throws Exception {
    Path file = folder.resolve("b.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("t_seconds,cpu_percent\n0,1\n60,2\n120,3\n".getBytes(StandardCharsets.UTF_8));
    }

    Trace trace = TraceFiles.read(file);

    assertEquals("b", trace.device());
    assertEquals(60, trace.spacing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          t_seconds,mem\\n0,1\\n                    | :1: column 'cpu_percent' is missing
          t_seconds,cpu_percent\\n0,1\\n2,busy\\n   | :3: 'busy' in cpu_percent is no number
          t_seconds,cpu_percent\\n0,1\\nnoon,2\\n   | :3: 'noon' in t_seconds is no number
          t_seconds,cpu_percent\\n0,1\\n,2\\n       | :3: no time in t_seconds
          t_seconds,cpu_percent\\n0,1\\n4,2\\n2,3\\n| :4: time 2.0 goes back behind 4.0
          t_seconds,cpu_percent\\n0,1\\n4,2\\n4,3\\n| :4: time 4.0 repeats 4.0
          t_seconds,cpu_percent\\n0,101\\n          | :2: cpu_percent 101.0 is outside 0..100
          t_seconds,cpu_percent\\n0,-1\\n           | :2: cpu_percent -1.0 is outside 0..100
          t_seconds,cpu_percent\\n0,1,2\\n          | :2: 3 cells under 2 columns
          t_seconds,cpu_percent\\n0,1\\n0x1p3,2\\n  | :3: '0x1p3' in t_seconds is no number
          t_seconds,cpu_percent\\n0,1\\n2,5d\\n     | :3: '5d' in cpu_percent is no number
          t_seconds,cpu_percent\\n0,1\\n9e15,2\\n   | :3: time 9.0E15 lies more than 400 days behind
          t_seconds,cpu_percent\\n                  | :2: no row with a load
          t_seconds,cpu_percent\\n0,NaN\\n          | :3: no row with a load
          t_seconds,cpu_percent\\n0,5\\n            | :3: a single row with a load
          t_seconds,cpu_percent\\n0,5\\n900,5\\n    | :4: samples lie 900.0 s apart
          """)
  void namesFileAndLineOfWhatIsWrong(String text, String expected) throws IOException {
    Path file = write("bad.csv", text.strip().replace("\\n", "\n"));

    TraceException refused = assertThrows(TraceException.class, () -> TraceFiles.read(file));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("bad-trace: " + file + expected), message);
  }

  @Test
  void anEmptyFileAnEmptyFolderAndNoFolderAreRefused() throws IOException {
    Path file = write("empty.csv", "");
    Path empty = Files.createDirectory(folder.resolve("none"));

    assertThrows(TraceException.class, () -> TraceFiles.read(file));
    assertThrows(TraceException.class, () -> TraceFiles.in(empty));
    assertThrows(TraceException.class, () -> TraceFiles.in(folder.resolve("missing")));
  }

  @Test
  void aCutOffPackedFileIsRefused() throws Exception {
    Path whole = folder.resolve("c.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write("t_seconds,cpu_percent\n0,1\n60,2\n".repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.csv.gz");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 12));

    TraceException refused = assertThrows(TraceException.class, () -> TraceFiles.read(cut));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(cut + ": damaged gzip (it ends too early)"), message);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws Exception {
    Path file = write("mark.csv", "\ufefft_seconds,cpu_percent\n0,1\n60,2\n");

    assertEquals(2, TraceFiles.read(file).size());
  }

  @Test
  void whatIsNoTextIsNotWrittenToTheTerminal() throws Exception {
    Path file = write("binary.csv", "\u0007\u001b[2J" + "x".repeat(10_000) + "\n0,1\n");

    TraceException refused = assertThrows(TraceException.class, () -> TraceFiles.read(file));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("[??[2Jxxx"), message);
    assertTrue(message.length() < 600, message);
  }

  @Test
  void aFolderNamedLikeATraceAndAHostThatIsThereTwiceAreRefused() throws Exception {
    Path folderAsTrace = Files.createDirectory(folder.resolve("f.csv"));
    assertThrows(TraceException.class, () -> TraceFiles.read(folderAsTrace));
    write("f.csv.gz", "t_seconds,cpu_percent\n0,1\n60,2\n");

    TraceException refused = assertThrows(TraceException.class, () -> TraceFiles.in(folder));

    assertTrue(String.valueOf(refused.getMessage()).contains("is the same host"));
  }

  @Test
  void thePeakAfterAnEpochLeavesTheEpochOut() throws Exception {
    Trace trace =
        TraceFiles.read(write("d.csv", "t_seconds,cpu_percent\n0,1\n60,90\n120,3\n180,40\n"));

    assertEquals(3, trace.peakAfter(60, 60));
    assertEquals(40, trace.peakAfter(60, 120));
    assertTrue(Double.isNaN(trace.peakAfter(180, 60)));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
