package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredFilesTest {

  @ParameterizedTest
  @CsvSource({
    "*.log, a.log, true",
    "*.log, logs/a.log, false",
    "**/*.log, logs/deep/a.log, true",
    "**/*.log, a.log, true",
    "target, target/classes/A.class, true",
    "/target/, target, true",
    "tar?et, target, true",
    "a.b, axb, false",
    "./x/../y, y/z, true",
    "docs/**, docs/a/b, true",
    "*.[oa], main.o, true",
    "*.[oa], main.c, false",
    "part[0-9], part7, true",
    "part[^0-9], part7, false",
    "part[^0-9], partx, true",
    "a[^b]c, a/c, false",
    "[.-0]x, /x, false",
    "a[\\]]b, a]b, true",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "[&&a], &, true",
    "# docs, docs, false"
  })
  void aLineLeavesOut(String line, String path, boolean isLeftOut) {
    assertEquals(isLeftOut, !IgnoredFiles.parse(List.of(line)).sent(List.of()).test(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a[", "a[b", "[]", "[^]", "[a-]", "[c-a]", "[-a]"})
  void aPatternThatIsNoneIsRefusedWithItsLine(String pattern) {
    GridException refused =
        assertThrows(GridException.class, () -> IgnoredFiles.parse(List.of("*.log", pattern)));

    assertEquals("build.ignore", refused.code());
    assertTrue(refused.getMessage().contains(".dockerignore:2: '" + pattern + "'"));
  }

  @Test
  void theLastLineThatFitsDecides() {
    Predicate<String> sent =
        IgnoredFiles.parse(List.of("*", "!src", "src/*.tmp")).sent(List.of("build/Dockerfile"));

    assertEquals(
        List.of("src/main.c", ".dockerignore", "build/Dockerfile"),
        List.of("note", "src/main.c", "src/x.tmp", ".dockerignore", "build/Dockerfile", "build/x")
            .stream()
            .filter(sent)
            .toList());
  }
}
