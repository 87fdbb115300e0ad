package io.idlegrid.worker.edge.owner;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: its scripts run under its own policy and show what the desk says. */
@Tag("browser")
class OwnerPageBrowserIT {

  @TempDir Path folder;
  private final FixedDesk desk = new FixedDesk();
  private OwnerPage page;

  @BeforeEach
  void open() {
    Needs.that(browser().isPresent(), "Chromium");
    page = new OwnerPage(OwnerJson.mapper(), desk, 0);
  }

  @AfterEach
  void close() {
    if (page != null) {
      page.close();
    }
  }

  @Test
  void showsWhatRunsForWhomAndWhatItCost() throws Exception {
    Seen seen = visit("en-US");

    assertTrue(seen.dom().contains("<td>alice</td>"), seen.dom());
    assertTrue(
        seen.dom().contains("&lt;b&gt;count&lt;/b&gt; j1/4.7"), "names are text, not markup");
    assertTrue(seen.dom().contains("<td class=\"n\">250 ms</td>"), seen.dom());
    assertTrue(seen.dom().contains("Test me"), seen.dom());
    assertTrue(seen.dom().contains("<dt>Temperature</dt><dd>unknown</dd>"), seen.dom());
    assertTrue(seen.dom().contains("<strong id=\"lending\" role=\"status\">Lending</strong>"));
    assertFalse(seen.console().contains("Content Security Policy"), seen.console());
    assertFalse(seen.console().contains("Uncaught"), seen.console());
  }

  @Test
  void speaksChineseToAChineseBrowser() throws Exception {
    Seen seen = visit("zh-CN");

    assertTrue(seen.dom().contains("<html lang=\"zh-CN\">"), seen.dom());
    assertTrue(seen.dom().contains("测试一下"), seen.dom());
    assertTrue(seen.dom().contains("<dt>温度</dt><dd>未知</dd>"), seen.dom());
  }

  private record Seen(String dom, String console) {}

  private Seen visit(String language) throws IOException, InterruptedException {
    Path console = folder.resolve("console");
    Process chromium =
        new ProcessBuilder(
                browser().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--enable-logging=stderr",
                "--lang=" + language,
                "--accept-lang=" + language,
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=8000",
                "--dump-dom",
                page.open().toString())
            .redirectError(console.toFile())
            .start();
    String dom = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    chromium.waitFor();
    return new Seen(dom, Files.readString(console));
  }

  private static Optional<Path> browser() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .flatMap(
            folder ->
                List.of("chromium", "chromium-browser").stream().map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
