package io.idlegrid.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.idlegrid.worker.edge.link.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says when it cannot start. */
class MainTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  @Test
  void plainHttpToAnotherMachineIsRefused() {
    assertEquals(2, run("--coordinator", "http://203.0.113.7:7080", "--join", "code"));

    assertSaid("plain HTTP to 203.0.113.7", "https://");
  }

  @Test
  void aCodeThatIsRefusedIsSaidInTheCoordinatorsWords() throws IOException {
    HttpServer coordinator =
        answering(
            403,
            "{\"code\":\"join.expired\",\"detail\":\"the join code expired\",\"hint\":\"ask\"}");
    try {
      int code = run("--coordinator", urlOf(coordinator), "--join", "old-code");

      assertEquals(3, code);
      assertSaid("the join code expired", "ask");
      assertTrue(Files.notExists(folder.resolve("data/identity.json")));
    } finally {
      coordinator.stop(0);
    }
  }

  @Test
  void aCoordinatorWithTroubleIsNoRefusal() throws IOException {
    HttpServer coordinator = answering(503, "{\"detail\":\"it is starting\",\"hint\":\"wait\"}");
    try {
      assertEquals(6, run("--coordinator", urlOf(coordinator), "--join", "code"));
      assertSaid("it is starting");
    } finally {
      coordinator.stop(0);
    }
  }

  @Test
  void somethingElseAtTheAddressIsNoCoordinator() throws IOException {
    HttpServer website = answering(200, "<html>hello</html>");
    try {
      assertEquals(6, run("--coordinator", urlOf(website), "--join", "code"));
      assertSaid("There is no coordinator at");
    } finally {
      website.stop(0);
    }
  }

  @Test
  void anAddressWhereNobodyListensIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertEquals(6, run("--coordinator", "http://127.0.0.1:" + port, "--join", "code"));

    assertSaid("There is no coordinator at http://127.0.0.1:" + port);
  }

  @Test
  void aDeviceThatWasRemovedAsksNoMore() throws IOException {
    // Nobody listens there: whoever asked would say so.
    removed("http://127.0.0.1:1", "old-code");

    assertEquals(3, run());
    assertSaid("Device cam: this device was removed by ada.", "--join CODE");

    assertEquals(3, run("--join", "old-code"));
    assertSaid("is the one that it had joined with");
  }

  @Test
  void aDeviceThatWasRemovedJoinsAnewWithAnotherCode() throws IOException {
    HttpServer coordinator =
        answering(403, "{\"code\":\"join.code\",\"detail\":\"no such code\",\"hint\":\"ask\"}");
    try {
      removed(urlOf(coordinator), "old-code");

      assertEquals(3, run("--join", "new-code"));

      assertSaid("did not let this device in: no such code");
    } finally {
      coordinator.stop(0);
    }
  }

  private void removed(String coordinator, String code) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    new Identity(coordinator, "d-1", "igd_x", null, Identity.hash(code), null)
        .removed("Device cam: this device was removed by ada.")
        .store(data, Wiring.json());
  }

  @Test
  void aDeviceThatNeverJoinedNeedsAnAddressAndACode() {
    assertEquals(2, run());
    assertSaid("--coordinator", "--join");

    assertEquals(2, run("--coordinator", "http://127.0.0.1:1"));
    assertSaid("idlegrid device invite");
  }

  @Test
  void aFolderIsForOneWorkerAtATime() throws IOException {
    try (DataFolder other = DataFolder.open(folder.resolve("data")).orElseThrow()) {
      assertEquals(1, run("--coordinator", "http://127.0.0.1:1", "--join", "code"));
      assertSaid("Another worker uses the folder " + other.root());
    }
  }

  @Test
  void aFolderIsFreeAgainOnceItsWorkerEnded() throws IOException {
    DataFolder.open(folder.resolve("data")).orElseThrow().close();

    assertTrue(DataFolder.open(folder.resolve("data")).isPresent());
  }

  @Test
  void aDamagedIdentityIsNoReasonToJoinTwice() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/identity.json"), "{\"coordinator\":");

    assertEquals(1, run("--coordinator", "http://127.0.0.1:1", "--join", "code"));
    assertSaid("identity.json", "--join");
  }

  @Test
  void wrongValuesAreNamedWithWhatWouldDo() {
    Map<String, String> wrong =
        Map.of(
            "--cpu=0", "cpu: 0.0 is not a percentage",
            "--memory=120", "memory: 120.0 is not a percentage",
            "--disk=4", "'4' is not a size like 512MiB or 4GiB",
            "--plain=maybe", "never, as-unit-user and as-agent",
            "--location=here", "'here' is not like 48.1,11.6",
            "--location=100,0", "is not a latitude and a longitude",
            "--group=../up", "letters, digits",
            "--name= ", "1 to 100 characters");

    wrong.forEach(
        (argument, expected) -> {
          assertEquals(2, run(argument), argument);
          assertSaid(expected);
        });
  }

  @Test
  void anUnknownSettingIsRefusedWithTheNearestKnownOne() throws IOException {
    Path file = Files.writeString(folder.resolve("worker.conf"), "memmory = 40\n");

    assertEquals(2, run("--config", file.toString()));

    assertSaid("there is no setting 'memmory'", "'memory'");
  }

  @Test
  void flagsWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("worker.conf"), "cpu = 301\nmemory = 302\n");
    Map<String, String> environment =
        Map.of("IDLEGRID_WORKER_MEMORY", "303", "IDLEGRID_WORKER_CPU", "304");

    run(environment, "--config=" + file, "--cpu=305");
    assertSaid("cpu: 305.0");

    run(environment, "--config=" + file, "--cpu=50");
    assertSaid("memory: 303.0");

    run(Map.of(), "--config=" + file);
    assertSaid("cpu: 301.0");
  }

  private int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private int run(Map<String, String> environment, String... arguments) {
    said.reset();
    List<String> all = new ArrayList<>(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of(arguments));
    return new Main().run(all, environment);
  }

  private void assertSaid(String... parts) {
    String text = said.toString(StandardCharsets.UTF_8);
    for (String part : parts) {
      assertTrue(text.contains(part), "'" + part + "' in: " + text);
    }
  }

  private static HttpServer answering(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/devices/join",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String urlOf(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
