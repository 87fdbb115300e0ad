package io.idlegrid.coordinator.domain.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

  @Test
  void imagesArePutInAndEverythingElseStaysOneInstructionALine() {
    Dockerfile file =
        Dockerfile.read(
            """
            # syntax=docker/dockerfile:1
            ARG WHAT=nothing
            from tools:2 AS Build
            run make \\
              # a comment between
              all
            FROM scratch
            COPY --from=build --chown=1:1 /out /
            COPY --from=other@sha256:%s /lib /lib
            COPY --from=0 /x /y
            """
                .formatted("a".repeat(64)));

    assertEquals(
        """
        ARG WHAT=nothing
        FROM engine/tools:2 AS build
        LABEL who=me
        RUN make   all
        FROM scratch
        LABEL who=me
        COPY --from=0 --chown=1:1 /out /
        COPY --from=engine/other@sha256:%s /lib /lib
        COPY --from=0 /x /y
        """
            .formatted("a".repeat(64)),
        file.written(name -> "engine/" + name, "who=me"));
    assertEquals(Map.of("tools:2", 3, "other@sha256:" + "a".repeat(64), 9), file.bases());
  }

  @Test
  void stepsOfTheEngineLeadBackToLines() {
    Dockerfile file = Dockerfile.read("\n\nFROM scratch\n\nCOPY a /\nRUN x\n");

    assertEquals(Optional.of(3), file.lineOfStep(1));
    assertEquals(Optional.of(3), file.lineOfStep(2));
    assertEquals(Optional.of(5), file.lineOfStep(3));
    assertEquals(Optional.of(6), file.lineOfStep(4));
    assertTrue(file.lineOfStep(5).isEmpty());
  }

  /** Whoever labels as we do would take what was built out of our sight. */
  @Test
  void ourLabelIsTheLastWord() {
    Dockerfile file = Dockerfile.read("FROM scratch\nLABEL who=you\nCOPY a /\n");

    assertEquals(
        "FROM scratch\nLABEL who=me\nLABEL who=you\nLABEL who=me\nCOPY a /\n",
        file.written(name -> name, "who=me"));
    assertEquals(Optional.of(2), file.lineOfStep(4));
    assertEquals(Optional.of(3), file.lineOfStep(5));
  }

  /** A number can name an image as well as a stage; it must then be the account's. */
  @Test
  void aStageThatIsNotThereIsAnImage() {
    assertEquals(Map.of("7", 2), Dockerfile.read("FROM scratch\nCOPY --from=7 /x /x").bases());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ADD http://example.org/x /x | build.add",
        "ADD $WHERE /x | build.add",
        "ADD [\"\\u0068ttp://example.org\", \"/x\"] | build.add",
        "ADD github.com/some/thing /x | build.add",
        "ADD --checksum=x a /x | build.instruction",
        "COPY --from=docker.io/library/alpine /x /x | build.base",
        "COPY --from=\"alpine\" /x /x | build.instruction",
        "COPY --from=$IMAGE /x /x | build.instruction",
        "COPY --chown=1 --link a /x | build.instruction",
        "RUN --mount=type=bind,from=alpine,target=/x cat /x | build.instruction",
        "RUN cat <<END | build.instruction",
        "RUN true # 4<<\"FROM scratch AS alpine\" | build.instruction",
        "RUN cat <<\\X | build.instruction",
        "RUN cat 3<<9 | build.instruction",
        "COPY <<-.x /y | build.instruction",
        "ONBUILD RUN x | build.instruction",
        "MAKE all | build.instruction",
        "RUN | build.syntax",
        "RUN x \\ | build.syntax",
        "FROM $BASE | build.base",
        "FROM docker.io/library/alpine:3 | build.base",
        "FROM --platform=linux/arm64 tools | build.from",
        "FROM tools AS 7 | build.from"
      })
  void whatWouldFetchOrIsNotServedIsRefusedWithItsLine(String instruction, String code) {
    DockerfileException refused =
        assertThrows(
            DockerfileException.class, () -> Dockerfile.read("FROM scratch\n" + instruction));

    assertEquals(code, refused.code(), refused.detail());
    assertEquals(2, refused.line());
  }

  /** Engines part words at blanks that we would take for a part of one. */
  @ParameterizedTest
  @ValueSource(strings = {"\u00a0", "\u2003", "\u0085", "\u3000"})
  void unusualBlanksHideNothing(String blank) {
    DockerfileException refused =
        assertThrows(
            DockerfileException.class,
            () ->
                Dockerfile.read(
                    "FROM scratch\nCOPY --chown=1" + blank + "--from=alpine /etc /etc\n"));

    assertEquals("build.syntax", refused.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "RUN x\n", "# escape=`\nFROM scratch\n"})
  void whatIsNoDockerfileIsRefused(String text) {
    DockerfileException refused =
        assertThrows(DockerfileException.class, () -> Dockerfile.read(text));

    assertEquals("build.syntax", refused.code());
  }
}
