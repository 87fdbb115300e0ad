package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serves the portal that lies in the test's own resources. */
@ExtendWith(SharedCoordinator.class)
class PortalIT {

  private static final String ASSET = "/assets/app-4f2a.js";

  private final Client browser;

  PortalIT(Grid grid) {
    this.browser = grid.anybody();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/index.html", "/jobs/j-0123456789", "/devices/cam.3", "/no/such/page"})
  void showsItsStartPageForEveryPathOfThePortal(String path) {
    Answer page = browser.get(path);

    assertEquals(200, page.status());
    assertEquals("text/html;charset=utf-8", page.header("Content-Type"));
    assertEquals("no-cache", page.header("Cache-Control"));
    assertTrue(page.text().contains("test portal"), page.text());
  }

  @Test
  void revalidatesTheStartPageCheaply() {
    String tag = browser.get("/").header("ETag");

    assertEquals(304, browser.get("/", "If-None-Match", tag).status());
  }

  @Test
  void letsAssetsBeCachedForEver() {
    Answer asset = browser.get(ASSET);

    assertEquals(200, asset.status());
    assertEquals("text/javascript;charset=utf-8", asset.header("Content-Type"));
    assertEquals("public, max-age=31536000, immutable", asset.header("Cache-Control"));
    assertEquals("", asset.header("Content-Encoding"));
    assertTrue(asset.text().startsWith("export const answer"), asset.text());
  }

  @Test
  void sendsWhatIsCompressedAlready() throws IOException {
    Answer zipped = browser.get(ASSET, "Accept-Encoding", "gzip, br;q=0");
    Answer brotli = browser.get(ASSET, "Accept-Encoding", "gzip, br");

    assertEquals("gzip", zipped.header("Content-Encoding"));
    assertEquals("Accept-Encoding", zipped.header("Vary"));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.bytes()))) {
      assertEquals(
          browser.get(ASSET).text(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals("br", brotli.header("Content-Encoding"));
    assertEquals("not really brotli", brotli.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/assets/app-0000.js", "/assets/../assets/none.js", "/assets/"})
  void doesNotShowAPageInPlaceOfAMissingAsset(String path) {
    browser.get(path).problem(404, "route.unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..%2f..%2fio/idlegrid/coordinator/version.properties",
        "/%2e%2e/%2e%2e/io/idlegrid/coordinator/version.properties",
        "/..%5c..%5cversion.properties",
        "/.hidden"
      })
  void staysWithinThePortal(String path) {
    Answer answer = browser.get(path);

    assertTrue(
        answer.status() >= 400 || answer.text().contains("test portal"),
        answer.status() + " " + answer.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", ASSET, "/healthz", "/openapi.json", "/api/v1/whoami", "/api/none"})
  void sendsSecurityHeadersWithEverything(String path) {
    Answer answer = browser.get(path);

    String policy = answer.header("Content-Security-Policy");
    for (String rule :
        List.of("default-src 'self'", "script-src 'self';", "frame-ancestors 'none'")) {
      assertTrue(policy.contains(rule), policy);
    }
    assertEquals("no-referrer", answer.header("Referrer-Policy"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("same-origin", answer.header("Cross-Origin-Opener-Policy"));
  }

  @Test
  void doesNotAnswerForTheApi() {
    browser.get("/api/v1/nothing").problem(404, "route.unknown");
    browser.get("/api").problem(404, "route.unknown");
    browser.get("/metrics/all").problem(404, "route.unknown");
  }

  @Test
  void saysWhichMethodsAPathHas() {
    Answer answer = browser.delete("/api/v1/jobs");

    answer.problem(405, "route.method");
    assertEquals("GET, POST", answer.header("Allow"));
    browser.put("/api/v1/nothing", "{}").problem(404, "route.unknown");
    browser.post("/", "{}").problem(404, "route.unknown");
  }
}
