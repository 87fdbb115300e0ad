package io.idlegrid.worker.edge.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Speaks HTTP by hand, since the point is what a browser of another site could send. */
class OwnerPageTest {

  private static final ObjectMapper JSON = OwnerJson.mapper();

  private final FixedDesk desk = new FixedDesk();
  private OwnerPage page;
  private URI address;
  private String here;

  @BeforeEach
  void open() throws Exception {
    page = new OwnerPage(JSON, desk, 0);
    address = page.open();
    here = "127.0.0.1:" + address.getPort();
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void whoKnowsTheAddressSeesThePage() throws Exception {
    Answer index = ask("GET", address.getPath(), here);

    assertEquals(200, index.status());
    assertTrue(index.body().contains("<script src=\"page.js\""), index.body());
    assertFalse(index.body().contains("onclick"), "no inline script");
    assertTrue(
        index
            .head()
            .toLowerCase(Locale.ROOT)
            .contains("content-security-policy: default-src 'none'"),
        index.head());
    for (String asset : List.of("page.js", "words.js", "page.css")) {
      assertEquals(200, ask("GET", address.getPath() + asset, here).status(), asset);
    }
  }

  @Test
  void showsWhatTheDeskKnows() throws Exception {
    JsonNode view = JSON.readTree(ask("GET", address.getPath() + "api/view", here).body());

    assertEquals("alice", view.at("/attempts/0/account").asText());
    assertTrue(view.at("/load/celsius").isMissingNode(), "unknown is absent, not zero");
    assertEquals("2026-11-23", view.at("/harm/days/0/date").asText());
  }

  @Test
  void aWrongTokenOrNoneGetsNothing() throws Exception {
    String wrong = address.getPath().replaceFirst("^/.", "/" + "g");

    assertEquals(404, ask("GET", "/", here).status());
    assertEquals(404, ask("GET", wrong, here).status());
    assertEquals(404, ask("GET", wrong + "api/view", here).status());
    assertEquals(404, ask("GET", "/" + "0".repeat(48) + "/api/view", here).status());
  }

  @Test
  void aNameThatLeadsHereByATrickGetsNothing() throws Exception {
    String path = address.getPath() + "api/view";

    assertEquals(403, ask("GET", path, "evil.example").status());
    assertEquals(403, ask("GET", path, "127.0.0.1.evil.example:" + address.getPort()).status());
    assertEquals(200, ask("GET", path, "localhost:" + address.getPort()).status());
  }

  @Test
  void anotherSiteGetsNothing() throws Exception {
    String path = address.getPath() + "api/view";

    assertEquals(403, ask("GET", path, here, "Origin: https://evil.example").status());
    assertEquals(403, ask("GET", path, here, "Origin: null").status());
    assertEquals(403, ask("GET", path, here, "Sec-Fetch-Site: cross-site").status());
    assertEquals(403, ask("GET", path, here, "Sec-Fetch-Site: same-site").status());
  }

  @Test
  void anOrderNeedsTheOriginOfThisPageAndNoForm() throws Exception {
    String path = address.getPath() + "api/pause";
    String origin = "Origin: http://" + here;
    String json = "Content-Type: application/json";

    assertEquals(405, ask("GET", path, here).status());
    assertEquals(403, ask("POST", path, here, json).status());
    assertEquals(403, ask("POST", path, here, origin, "Content-Type: text/plain").status());
    assertEquals(403, ask("POST", path, here, "Origin: http://evil.example", json).status());
    assertEquals(List.of(), desk.orders);

    assertEquals(200, ask("POST", path, here, origin, json).status());
    assertEquals(
        List.of(OwnerOrder.Wish.PAUSE), desk.orders.stream().map(OwnerOrder::wish).toList());
  }

  @Test
  void aTimeThatIsNoneIsRefused() throws Exception {
    Answer answer = post("api/pause", "{\"time\":\"soon\"}");

    assertEquals(400, answer.status());
    assertEquals("{\"error\":\"'soon' is not a time like 30s, 5m, 2h or 1d\"}", answer.body());
    assertEquals(413, post("api/pause", "[" + " ".repeat(5000) + "]").status());
  }

  @Test
  void aTimeThatIsWrittenOtherwiseIsNoPauseWithoutAnEnd() throws Exception {
    assertEquals(400, post("api/pause", "{\"time\":7200}").status());
    assertEquals(400, post("api/pause", "{\"time\":{\"h\":2}}").status());
    Answer broken = post("api/pause", "{\"time\":");

    assertEquals(400, broken.status());
    assertEquals("{\"error\":\"a pause is JSON like {\\\"time\\\": \\\"2h\\\"}\"}", broken.body());
    assertEquals(List.of(), desk.orders);
  }

  @Test
  void targetsThatAreNoPathGetNothing() throws Exception {
    for (String target : List.of("*", "http://" + here, "http://" + here + "?x", "//", "/%00/")) {
      int status = ask("GET", target, here).status();
      assertTrue(status == 400 || status == 404, target + ": " + status);
    }
  }

  @Test
  void onlyTheLoopbackAddressListens() throws Exception {
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (var other : Collections.list(card.getInetAddresses())) {
        if (other instanceof Inet4Address && !other.isLoopbackAddress()) {
          assertTrue(isRefused(other.getHostAddress()), other + " listens");
        }
      }
    }
  }

  @Test
  void isClosedWhenClosedAndOpensWithAnotherToken() throws Exception {
    String before = address.getPath();

    page.close();
    URI again = page.open();

    assertFalse(again.getPath().equals(before));
    assertEquals(again, page.open());
  }

  private boolean isRefused(String host) {
    try {
      new Socket(host, address.getPort()).close();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  private record Answer(int status, String head, String body) {}

  private Answer post(String path, String body) throws IOException {
    return exchange(
        "POST",
        address.getPath() + path,
        here,
        body,
        "Origin: http://" + here,
        "Content-Type: application/json");
  }

  private Answer ask(String method, String path, String host, String... headers)
      throws IOException {
    return exchange(method, path, host, method.equals("POST") ? "{}" : "", headers);
  }

  private Answer exchange(String method, String path, String host, String body, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      String all = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(
          (method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nConnection: close\r\n"
                  + all
                  + "Content-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
  }
}
