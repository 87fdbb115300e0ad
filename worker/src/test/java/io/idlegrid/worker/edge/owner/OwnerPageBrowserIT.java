package io.idlegrid.worker.edge.owner;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    Needs.that(Chromium.installed().isPresent(), "Chromium");
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
    Seen seen = visit("en-US", "Lending");

    assertTrue(seen.dom().contains("<td>alice</td>"), seen.dom());
    assertTrue(
        seen.dom().contains("&lt;b&gt;count&lt;/b&gt; j1/4.7"), "names are text, not markup");
    assertTrue(seen.dom().contains("<td class=\"n\">250 ms</td>"), seen.dom());
    assertTrue(seen.dom().contains("Test me"), seen.dom());
    assertTrue(seen.dom().contains("98 % idle for 15 min"), seen.dom());
    assertTrue(seen.dom().contains("2.00 CPU hours, 31 units"), seen.dom());
    assertTrue(seen.dom().contains("<dt>Temperature</dt><dd>unknown</dd>"), seen.dom());
    assertTrue(seen.dom().contains("<dt>Memory free</dt><dd>512 MiB</dd>"), seen.dom());
    assertTrue(seen.dom().contains("<dt>Memory</dt><dd>1024 MiB</dd>"), "a limit: " + seen.dom());
    assertTrue(
        seen.dom().contains("http://mirror.lan:5000: 5.0 MiB · stale: team/count@sha256:12"),
        seen.dom());
    assertTrue(seen.dom().contains("<strong id=\"lending\" role=\"status\">Lending</strong>"));
    assertFalse(seen.console().contains("Content Security Policy"), seen.console());
    assertFalse(seen.console().contains("Uncaught"), seen.console());
  }

  @Test
  void speaksChineseToAChineseBrowser() throws Exception {
    Seen seen = visit("zh-CN", "出借中");

    assertTrue(seen.dom().contains("<html lang=\"zh-CN\">"), seen.dom());
    assertTrue(seen.dom().contains("测试一下"), seen.dom());
    assertTrue(seen.dom().contains("<dt>温度</dt><dd>未知</dd>"), seen.dom());
  }

  @Test
  void saysInChineseWhatTheWorkerSaysInWords() throws Exception {
    desk.say(new OwnerOrder(OwnerOrder.Wish.PAUSE, null));

    assertTrue(visit("zh-CN", "已暂停").dom().contains("被主人暂停"));
  }

  @Test
  void testMeShowsHowFastUnitsStood() throws Exception {
    try (Chromium browser = browser(page.open())) {
      await().until(() -> browser.text("lending").equals("Lending"));

      browser.click("test");

      await().until(() -> browser.text("burst").contains("Burst to standstill: 87 ms"));
      assertTrue(browser.text("burst").contains("612 ms"), browser.text("burst"));
    }
  }

  @Test
  void aClickPausesTheDeviceAndThePageSaysSo() throws Exception {
    try (Chromium browser = browser(page.open())) {
      await().until(() -> browser.text("lending").equals("Lending"));

      browser.click("pause1");

      await().until(() -> browser.text("lending").equals("Paused"));
      assertEquals(OwnerOrder.Wish.PAUSE, desk.orders.get(0).wish());
    }
  }

  @Test
  void withoutTheTokenABrowserSeesNothing() throws Exception {
    URI known = page.open();
    URI guessed = known.resolve("/" + "0".repeat(32) + "/");

    try (Chromium browser = browser(guessed)) {
      // A browser that is busy shows an empty page for a moment, which is complete as well.
      await()
          .until(
              () ->
                  browser
                      .evaluate("document.documentElement.textContent")
                      .contains("idlegrid owner page"));

      String seen = browser.evaluate("document.documentElement.textContent");
      assertFalse(seen.contains("cam-3"), seen);
    }
  }

  /** It even knows the address, as from a browser's history. */
  @Test
  void anotherSiteInTheSameBrowserGetsNothing() throws Exception {
    URI known = page.open();
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.close();
        });
    other.start();
    try (Chromium browser =
        browser(URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/"))) {
      String read =
          browser.evaluate(
              "fetch('%sapi/view').then(a => a.text()).catch(e => 'blocked')".formatted(known));
      String ordered =
          browser.evaluate(
              "fetch('%sapi/pause', {method: 'POST', mode: 'no-cors', body: '{}'})".formatted(known)
                  + ".then(a => 'opaque:' + a.type).catch(e => 'blocked')");

      assertEquals("blocked", read);
      assertTrue(ordered.equals("blocked") || ordered.equals("opaque:opaque"), ordered);
      assertEquals(List.of(), desk.orders, "and nothing was done");
    } finally {
      other.stop(0);
    }
  }

  private Chromium browser(URI address) throws Exception {
    return browser(address, "en-US");
  }

  private Chromium browser(URI address, String language) throws Exception {
    return Chromium.visit(address, Files.createDirectories(folder.resolve("profile")), language);
  }

  private record Seen(String dom, String console) {}

  private Seen visit(String language, String lending) throws Exception {
    try (Chromium browser = browser(page.open(), language)) {
      await().until(() -> browser.text("lending").equals(lending));
      return new Seen(browser.evaluate("document.documentElement.outerHTML"), browser.console());
    }
  }
}
