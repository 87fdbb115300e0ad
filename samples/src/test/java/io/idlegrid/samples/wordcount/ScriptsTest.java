package io.idlegrid.samples.wordcount;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {

  private static final Path SCRIPTS = Path.of("wordcount", "src");

  @TempDir private Path folder;

  @Test
  void countsOfAllTextsTogetherAreThoseOfAnIndependentCount() throws Exception {
    Random random = new Random(11);
    Map<String, Long> expected = new TreeMap<>();
    Path units = folder.resolve("units");
    for (int unit = 0; unit < 5; unit++) {
      byte[] text = text(random, 20_000);
      add(expected, text);
      Path output = Files.createDirectories(units.resolve("%010d".formatted(unit)));
      count(text, output.resolve("result"));
    }

    run(0, "merge.sh", units.toString(), folder.resolve("sum").toString());

    assertEquals(lines(expected), Files.readAllLines(folder.resolve("sum")));
  }

  @Test
  void textsOfAWordOrNoneAreCounted() throws Exception {
    count("Word".getBytes(StandardCharsets.UTF_8), folder.resolve("one"));
    count(new byte[0], folder.resolve("none"));
    count("1234 é\n".getBytes(StandardCharsets.UTF_8), folder.resolve("no letters"));

    assertEquals("word 1\n", Files.readString(folder.resolve("one")));
    assertEquals("", Files.readString(folder.resolve("none")));
    assertEquals("", Files.readString(folder.resolve("no letters")));
  }

  @Test
  void wrongInputIsRefused() throws Exception {
    Path units = Files.createDirectories(folder.resolve("units").resolve("0000000000"));
    Files.writeString(units.resolve("result"), "fine 1\nnot a count\n");

    run(1, "count.sh", folder.toString(), folder.resolve("counts").toString());
    run(1, "count.sh", folder.resolve("absent").toString(), folder.resolve("counts").toString());
    run(1, "merge.sh", units.toString(), folder.resolve("sum").toString());
    run(2, "count.sh");
  }

  private void count(byte[] text, Path result) throws Exception {
    Path file = Files.write(folder.resolve("text"), text);
    run(0, "count.sh", file.toString(), result.toString());
  }

  private static void run(int expected, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    assertEquals(expected, new ProcessBuilder(command).inheritIO().start().waitFor(), script);
  }

  /** Short words of few letters, so that they repeat, parted by bytes of all kinds. */
  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      boolean isLetter = random.nextInt(4) > 0;
      text[i] =
          isLetter ? (byte) "abcXYZ".charAt(random.nextInt(6)) : (byte) random.nextInt(256);
    }
    return text;
  }

  private static void add(Map<String, Long> counts, byte[] text) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= text.length; i++) {
      int at = i < text.length ? text[i] : ' ';
      if ((at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z')) {
        word.append((char) (at | 0x20));
      } else if (!word.isEmpty()) {
        counts.merge(word.toString(), 1L, Long::sum);
        word.setLength(0);
      }
    }
  }

  private static List<String> lines(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }
}
