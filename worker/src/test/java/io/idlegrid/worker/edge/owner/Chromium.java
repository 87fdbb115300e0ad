package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** A headless Chromium, asked over its DevTools protocol what a person would see and click. */
final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Page page;
  private final Path log;
  private int asked;

  private Chromium(Process process, Page page, Path log) {
    this.process = process;
    this.page = page;
    this.log = log;
  }

  static Optional<Path> installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .flatMap(
            folder ->
                List.of("chromium", "chromium-browser").stream().map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens an address, as a link from nowhere. */
  static Chromium visit(URI address, Path profile, String language) throws Exception {
    List<String> command = new ArrayList<>(List.of(installed().orElseThrow().toString()));
    command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu"));
    command.addAll(List.of("--disable-dev-shm-usage", "--no-first-run", "--disable-breakpad"));
    command.add("--enable-logging=stderr");
    command.addAll(List.of("--remote-debugging-port=0", "--remote-allow-origins=*"));
    command.addAll(List.of("--lang=" + language, "--accept-lang=" + language));
    command.addAll(List.of("--user-data-dir=" + profile, address.toString()));
    Path log = profile.resolveSibling(profile.toFile().getName() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Page page = new Page(debugger(profile));
      if (!page.connectBlocking(Patience.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("Chromium's page does not answer");
      }
      return new Chromium(process, page, log);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where the page can be asked, once Chromium has said so. */
  private static URI debugger(Path profile) {
    Path port = profile.resolve("DevToolsActivePort");
    return Patience.await()
        .ignoreExceptions()
        .until(
            () -> {
              String number = Files.readAllLines(port).get(0);
              String targets =
                  new String(
                      URI.create("http://127.0.0.1:" + number + "/json/list")
                          .toURL()
                          .openStream()
                          .readAllBytes(),
                      StandardCharsets.UTF_8);
              for (JsonNode target : JSON.readTree(targets)) {
                if (target.get("type").asText().equals("page")) {
                  return Optional.of(URI.create(target.get("webSocketDebuggerUrl").asText()));
                }
              }
              return Optional.<URI>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** What a script of the page gives, as text; a promise is waited for. */
  String evaluate(String script) throws Exception {
    page.send(
        JSON.writeValueAsString(
            Map.of(
                "id",
                ++asked,
                "method",
                "Runtime.evaluate",
                "params",
                Map.of("expression", script, "awaitPromise", true, "returnByValue", true))));
    while (true) {
      String said = page.said.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
      if (said == null) {
        throw new IOException("Chromium does not answer");
      }
      JsonNode answer = JSON.readTree(said);
      if (answer.path("id").asInt() == asked) {
        return answer.path("result").path("result").path("value").asText();
      }
    }
  }

  String text(String id) throws Exception {
    return evaluate("document.getElementById('" + id + "').textContent");
  }

  /** What the page and the browser complained about so far. */
  String console() throws IOException {
    return Files.readString(log);
  }

  void click(String id) throws Exception {
    evaluate("document.getElementById('" + id + "').click()");
  }

  @Override
  public void close() {
    page.close();
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    // Its helpers write to the profile until they are gone, and the profile is to be deleted.
    Patience.await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static final class Page extends WebSocketClient {

    private final BlockingQueue<String> said = new ArrayBlockingQueue<>(1_000);

    Page(URI address) {
      super(address);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String message) {
      said.add(message);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    @Override
    public void onError(Exception error) {}
  }
}
