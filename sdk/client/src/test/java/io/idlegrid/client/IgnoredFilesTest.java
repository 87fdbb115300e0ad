package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "# docs, docs, false"
  })
  void aLineLeavesOut(String line, String path, boolean isLeftOut) {
    assertEquals(isLeftOut, !IgnoredFiles.parse(List.of(line)).sent(List.of()).test(path));
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
