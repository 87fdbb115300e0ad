package io.idlegrid.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.job.JobExplanation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  @Test
  void wordsAreRunsOfLettersInLowerCase() throws IOException {
    Path one = file("1", "The the THE; it's naïve_42x");
    Path two = file("2", "the end");

    WordCount count = WordCount.of(List.of(one, two));

    assertEquals(
        Map.of("the", 4L, "it", 1L, "s", 1L, "na", 1L, "ve", 1L, "x", 1L, "end", 1L),
        count.counts());
    assertEquals(10, count.words());
    assertEquals(new WordCount.Entry("the", 4), count.top(1).get(0));
  }

  @Test
  void resultOfTheSampleIsReadBackAndDifferencesNamed() throws IOException {
    WordCount onGrid = WordCount.read(file("result", "the 4\nend 1\n"));
    WordCount here = new WordCount(Map.of("the", 5L, "end", 1L));

    assertEquals(Map.of("the", 4L, "end", 1L), onGrid.counts());
    assertEquals(List.of("the: 4 or 5"), onGrid.differences(here, 10));
    assertThrows(IOException.class, () -> WordCount.read(file("broken", "the\n")));
  }

  @Test
  void textsAreBoundedDistinctAndNeverBinary() throws IOException {
    Path source = Files.createDirectories(folder.resolve("doc"));
    Path into = Files.createDirectories(folder.resolve("texts"));
    for (int i = 0; i < 60; i++) {
      Files.writeString(source.resolve("text" + i), "word ".repeat(500 + i));
    }
    Files.writeString(source.resolve("same-size"), "word ".repeat(500));
    Files.write(source.resolve("binary"), new byte[100_000]);

    List<SampleTexts.Text> texts = SampleTexts.copy(List.of(source), into);

    assertEquals(SampleTexts.MOST_FILES, texts.size());
    assertTrue(texts.stream().noneMatch(text -> text.source().endsWith("binary")));
    assertTrue(texts.stream().allMatch(text -> Files.exists(text.copy())));
    assertTrue(SampleTexts.listed(texts, 80).stream().allMatch(line -> line.length() <= 80));
  }

  @Test
  void waitingForTheFirstForecastIsACountdownFromTheCoordinator() {
    JobExplanation why =
        new JobExplanation(
            "j-1",
            "RUNNING",
            "",
            40,
            0,
            1,
            0,
            List.of(
                new JobExplanation.VetoCount(
                    "FORECAST",
                    1,
                    List.of(
                        new JobExplanation.Example(
                            "d-1",
                            "vm",
                            "headroom 0 % < 13 % within 3 s (none: load was observed too briefly;"
                                + " 18 s more are needed)")))),
            null,
            null);

    assertEquals("observing vm: 18 s more before the first forecast", DemoWatch.reason(why));
  }
}
