package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that come whole, in pieces, wrong or too large, and go out in ranges. */
@ExtendWith(SharedCoordinator.class)
class UploadsIT {

  private static final String NEVER = "f".repeat(64);

  private final Grid grid;
  private final Client submitter;
  private final SplittableRandom random = new SplittableRandom(11);

  UploadsIT(Grid grid) {
    this.grid = grid;
    this.submitter = grid.submitter();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String path(String sha256) {
    return "/api/v1/blobs/" + sha256;
  }

  private Path file(String sha256) {
    return grid.data().resolve("blobs").resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  @Test
  void whatWasStoredIsReadBackAndLiesUnderItsHash() throws IOException {
    byte[] stored = bytes(300_000);
    String name = submitter.upload(stored);

    assertArrayEquals(stored, submitter.get(path(name)).bytes());
    assertArrayEquals(stored, Files.readAllBytes(file(name)));
    assertEquals(201, submitter.send("PUT", path(name), stored).status(), "PUT is idempotent");
    assertTrue(submitter.get(path(name) + "/status").json().path("complete").asBoolean());
  }

  @Test
  void bytesWithAnotherHashAreNotKept() {
    Answer answer = submitter.send("PUT", path(NEVER), bytes(1_000));

    answer.problem(422, "blob.hash", "", "nothing was kept");
    assertFalse(Files.exists(file(NEVER)));
    assertEquals(0, submitter.get(path(NEVER) + "/status").json().path("received").asLong());
    submitter.get(path(NEVER)).problem(404, "blob.missing");
  }

  @Test
  void anUploadGoesOnWhereItStopped() {
    byte[] whole = bytes(100_000);
    String name = Client.sha256(whole);

    Answer first = piece(name, whole, 0, 40_000);
    Answer wrong = piece(name, whole, 50_000, 100_000);
    long received = submitter.get(path(name) + "/status").json().path("received").asLong();
    Answer last = piece(name, whole, 40_000, 100_000);

    assertEquals(202, first.status(), first.text());
    wrong.problem(409, "blob.offset", "", "at byte 40000");
    assertEquals(40_000, received);
    assertEquals(201, last.status(), last.text());
    assertArrayEquals(whole, submitter.get(path(name)).bytes());
  }

  @Test
  void anUploadWhoseConnectionBreaksKeepsWhatCame() throws Exception {
    byte[] whole = bytes(1 << 20);
    String name = Client.sha256(whole);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), submitter.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("PUT", path(name), whole.length).getBytes(StandardCharsets.US_ASCII));
      out.write(whole, 0, 500_000);
      out.flush();
      await().until(() -> received(name) > 0);
    }
    await().until(() -> piece(name, whole, (int) received(name), whole.length).status() == 201);

    assertArrayEquals(whole, submitter.get(path(name)).bytes());
  }

  private long received(String name) {
    return submitter.get(path(name) + "/status").json().path("received").asLong();
  }

  private Answer piece(String name, byte[] whole, int from, int to) {
    return submitter.send(
        "PUT",
        path(name),
        Arrays.copyOfRange(whole, from, to),
        "Content-Range",
        "bytes %d-%d/%d".formatted(from, to - 1, whole.length));
  }

  @Test
  void aRangeThatIsNoneIsRefused() {
    submitter
        .send("PUT", path(NEVER), bytes(10), "Content-Range", "bytes=0-9")
        .problem(422, "blob.range", "Content-Range", "bytes 0-1048575/4194304");
  }

  @Test
  void whatIsBeyondTheLimitIsRefused() throws IOException {
    byte[] tooLarge = new byte[(int) RunningCoordinator.MOST_BLOB_BYTES + 1];

    submitter
        .send("PUT", path(Client.sha256(tooLarge)), tooLarge)
        .problem(413, "blob.too-large", "", "8 MiB");
    submitter
        .send("PUT", path(NEVER), bytes(10), "Content-Range", "bytes 0-9/9999999999")
        .problem(413, "blob.too-large");
    assertFalse(Files.exists(file(Client.sha256(tooLarge))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /api/v1/jobs", "PUT /api/v1/blobs/" + NEVER_NAME, "POST /api/v1/tokens"})
  void twoGigabytesAreRefusedBeforeTheyAreSent(String route) throws IOException {
    String[] parts = route.split(" ", -1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), submitter.port())) {
      // Only the head is sent: an answer that waited for the body would never come.
      socket.setSoTimeout((int) Patience.LONG.toMillis());
      socket
          .getOutputStream()
          .write(head(parts[0], parts[1], 2L << 30).getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

      assertEquals("HTTP/1.1 413", in.readLine().substring(0, 12));
    }
  }

  private static final String NEVER_NAME =
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

  private String head(String method, String path, long length) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(method, path, submitter.token(), length);
  }

  @Test
  void namesThatAreNoHashesAreRefused() {
    submitter.get("/api/v1/blobs/..%2f..%2fetc%2fpasswd/status");
    submitter.get("/api/v1/blobs/abc").problem(422, "blob.name", "sha256", "64 digits");
    submitter.get(path("F".repeat(64))).problem(422, "blob.name", "sha256");
  }

  @Test
  void rangesAreServedAsTheStandardSays() {
    byte[] stored = bytes(1_000);
    String path = path(submitter.upload(stored));

    Answer middle = submitter.get(path, "Range", "bytes=100-199");
    Answer rest = submitter.get(path, "Range", "bytes=900-");
    Answer suffix = submitter.get(path, "Range", "bytes=-50");
    Answer beyond = submitter.get(path, "Range", "bytes=990-5000");
    Answer all = submitter.get(path);

    assertEquals(206, middle.status());
    assertEquals("bytes 100-199/1000", middle.header("Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(stored, 100, 200), middle.bytes());
    assertArrayEquals(Arrays.copyOfRange(stored, 900, 1000), rest.bytes());
    assertArrayEquals(Arrays.copyOfRange(stored, 950, 1000), suffix.bytes());
    assertEquals("bytes 990-999/1000", beyond.header("Content-Range"));
    assertEquals(200, all.status());
    assertEquals("bytes", all.header("Accept-Ranges"));
    assertFalse(all.header("ETag").isEmpty());
  }

  @Test
  void rangesThatCannotBeAreUnsatisfiable() {
    String path = path(submitter.upload(bytes(1_000)));

    Answer after = submitter.get(path, "Range", "bytes=1000-");
    Answer nothing = submitter.get(path, "Range", "bytes=-0");

    after.problem(416, "range.unsatisfiable");
    assertEquals("bytes */1000", after.header("Content-Range"));
    nothing.problem(416, "range.unsatisfiable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-1", "bytes=0-1,5-9", "lines=1-2", "bytes=-", "bytes=a-b"})
  void whatIsNoSingleRangeGetsTheWhole(String range) {
    Answer answer = submitter.get(path(submitter.upload(bytes(1_000))), "Range", range);

    assertEquals(200, answer.status());
    assertEquals(1_000, answer.bytes().length);
  }

  /** What came before stays for the account, whoever forgot to sign in again in time. */
  @Test
  void anUploadGoesOnAfterItsSessionEndedAndSomebodySignedInAgain() {
    String whole = "x".repeat(1_000) + "y".repeat(1_000);
    String path = path(Client.sha256(whole.getBytes(StandardCharsets.UTF_8)));
    Browser browser = Browser.invited(grid, "uploads-late", "submitter");
    assertEquals(202, piece(browser, path, whole.substring(0, 1_000), "0-999").status());
    browser.send("DELETE", "/api/v1/sessions/current", "");

    piece(browser, path, whole.substring(1_000), "1000-1999").problem(401, "access.token");

    Browser again = Browser.byPassword(grid.anybody(), "uploads-late", Browser.PASSWORD);
    JsonNode status = again.get(path + "/status").json();
    assertEquals(1_000, status.path("received").asLong());
    assertEquals(0, submitter.get(path + "/status").json().path("received").asLong());
    assertEquals(201, piece(again, path, whole.substring(1_000), "1000-1999").status());
    assertEquals(whole, again.get(path).text());
  }

  private static Answer piece(Browser browser, String path, String bytes, String range) {
    return browser.bare(
        "PUT",
        path,
        bytes,
        "X-CSRF-Token",
        browser.csrf(),
        "Content-Range",
        "bytes " + range + "/2000");
  }
}
