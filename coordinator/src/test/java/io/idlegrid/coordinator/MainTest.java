package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What keeps a coordinator from starting, and what it says then. */
class MainTest {

  @TempDir private Path folder;

  private record Ended(int exitCode, String said) {}

  @Test
  void namesAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Ended ended = start("--port", port, "--data", folder.resolve("data").toString());

      assertEquals(5, ended.exitCode());
      assertTrue(ended.said().startsWith("port.taken: Port " + port), ended.said());
      assertTrue(ended.said().contains("--port"), ended.said());
      assertFalse(Files.exists(folder.resolve("data")), "nothing is left half-done");
    }
  }

  @Test
  void leavesAFolderAloneInWhichAnotherCoordinatorWorks() throws IOException {
    DataFolder other = DataFolder.lock(folder);

    Ended ended = start("--port", "0", "--data", folder.toString());

    other.close();
    assertEquals(5, ended.exitCode());
    assertTrue(ended.said().startsWith("data.in-use: "), ended.said());
    assertTrue(ended.said().contains(folder.toString()), ended.said());
    assertFalse(Files.exists(folder.resolve("blobs")), "nothing of the other's is touched");
  }

  @Test
  void saysThatItsFolderCannotBeOne() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    Ended ended = start("--port", "0", "--data", file.toString());

    assertEquals(1, ended.exitCode());
    assertTrue(ended.said().startsWith("data.unusable: "), ended.said());
  }

  @Test
  void refusesHalfACertificate() throws IOException {
    Path file = Files.writeString(folder.resolve("x.pem"), "nothing");
    String data = folder.resolve("data").toString();

    Ended half = start("--port", "0", "--data", data, "--tls-cert", file.toString());

    assertEquals(2, half.exitCode());
    assertTrue(half.said().startsWith("tls.options: --tls-cert and --tls-key"), half.said());
  }

  @Test
  void refusesAnOpenIdProviderThatCannotBeOne() throws IOException {
    String data = folder.resolve("data").toString();
    String empty = Files.writeString(folder.resolve("secret"), "\n").toString();
    String issuer = "https://id.example.org";

    assertConfig("--oidc-issuer", "--data", data, "--oidc-client", "grid");
    assertConfig("client id", "--data", data, "--oidc-issuer", issuer);
    assertConfig(
        "must begin with https://",
        "--data",
        data,
        "--oidc-issuer",
        "http://id.example.org",
        "--oidc-client",
        "grid");
    String[] sound = {"--data", data, "--oidc-issuer", issuer, "--oidc-client", "grid"};
    assertConfig("is empty", with(sound, "--oidc-secret-file", empty));
    assertConfig("cannot be read", with(sound, "--oidc-secret-file", empty + "x"));
    assertConfig("no role 'guest'", with(sound, "--oidc-new-accounts", "guest"));
    assertConfig("rules over others", with(sound, "--oidc-new-accounts", "operator"));
  }

  private static String[] with(String[] some, String... others) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(others)).toArray(String[]::new);
  }

  private static void assertConfig(String words, String... arguments) {
    Ended ended = start(with(arguments, "--port", "0"));

    assertEquals(2, ended.exitCode());
    assertTrue(ended.said().startsWith("config: ") && ended.said().contains(words), ended.said());
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertEquals(2, start("--port", "70000", "--data", folder.toString()).exitCode());
    assertEquals(2, start("--port", "0", "--lease", "1", "--data", folder.toString()).exitCode());
    assertEquals(2, start("--port", "0", "--cache", "1", "--data", folder.toString()).exitCode());
    assertEquals(2, start("--port", "eighty").exitCode());
  }

  private static Ended start(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setErr(err);
      int exitCode = new CommandLine(new Main()).execute(arguments);
      return new Ended(exitCode, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
