package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to somebody who types, before any coordinator is asked. */
class TypingTest {

  @TempDir private Path home;

  @Test
  void nothingTypedShowsEveryCommandAlsoThoseOfTheLauncher() {
    Result result = new Shell(home).type();

    assertEquals(0, result.exitCode());
    for (String name :
        "demo job artifact worker coordinator device user token login doctor build test forecast"
            .split(" ", -1)) {
      assertTrue(result.out().contains("\n  " + name + " "), name);
    }
    assertEquals("", result.err());
  }

  @Test
  void versionNamesTheProductAndItsVersion() {
    Result result = new Shell(home).type("--version");

    assertEquals(0, result.exitCode());
    assertTrue(result.out().matches("(?s)IdleGrid \\d+\\.\\d+.*\\RJava \\d+.*"), result.out());
  }

  @Test
  void helpFindsCommandsHoweverDeep() {
    Result result = new Shell(home).type("help", "job", "submit");

    assertEquals(0, result.exitCode());
    assertTrue(result.out().startsWith("Usage: idlegrid job submit"), result.out());
    assertTrue(result.out().contains("--dry-run"));
  }

  @Test
  void everyCommandHasHelp() {
    for (String path :
        "job ls;job logs;job rm;blob ls;blob rm;device drain;artifact push;token create;join-code create;demo;doctor"
            .split(";", -1)) {
      String[] words = (path + " --help").split(" ", -1);

      Result result = new Shell(home).type(words);

      assertEquals(0, result.exitCode(), path);
      assertTrue(result.out().startsWith("Usage: idlegrid " + path), path);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jbo, idlegrid jbo, job",
    "job sumbit, idlegrid job sumbit, submit",
    "coordinater, idlegrid coordinater, coordinator",
    "device fore, idlegrid device fore, forecast",
    "help job sumbit, idlegrid job sumbit, submit"
  })
  void misspeltCommandsAreGuessed(String typed, String shown, String meant) {
    Result result = new Shell(home).type(typed.split(" ", -1));

    assertEquals(2, result.exitCode());
    assertEquals("", result.out());
    assertTrue(result.err().contains("there is no command '" + shown + "'"), result.err());
    assertTrue(result.err().contains("did you mean '" + meant + "'"), result.err());
  }

  @Test
  void misspeltOptionsAreGuessed() {
    Result result = new Shell(home).type("job", "ls", "--sate", "failed");

    assertEquals(2, result.exitCode());
    assertEquals(
        """
        idlegrid: idlegrid job ls has no option '--sate'
          hint: did you mean '--state'?
          code: usage.option
        See idlegrid job ls --help
        """,
        result.err());
  }

  @Test
  void missingParametersAndGroupsWithoutVerbAreUsageErrors() {
    assertEquals(2, new Shell(home).type("job", "get").exitCode());
    assertEquals(2, new Shell(home).type("job").exitCode());
    assertEquals(2, new Shell(home).type("device", "drain").exitCode());
    assertEquals(2, new Shell(home).type("job", "wait", "j-1", "--timeout", "soon").exitCode());
    assertEquals(2, new Shell(home).type("job", "ls", "-o", "xml").exitCode());
  }

  @Test
  void completionKnowsTheCommands() {
    Result result = new Shell(home).type("completion", "bash");

    assertEquals(0, result.exitCode());
    assertTrue(result.out().contains("complete -F"));
    assertTrue(result.out().contains("submit"));
    assertEquals(2, new Shell(home).type("completion", "fish").exitCode());
  }

  @Test
  void unreachableCoordinatorIsItsOwnExitCode() {
    Shell shell = new Shell(home);
    try (FakeGrid gone = new FakeGrid()) {
      shell.at(gone);
    }

    Result result = shell.type("job", "ls");

    assertEquals(6, result.exitCode());
    assertTrue(result.err().contains("no coordinator answers at"), result.err());
    assertTrue(result.err().contains("client.unreachable"));
    assertFalse(result.err().contains("\tat "), "no stack trace");
  }

  @Test
  void demoWithoutLauncherSaysHowToStartIt() {
    Result result = new Shell(home).type("demo");

    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("./idlegrid demo"), result.err());
  }
}
