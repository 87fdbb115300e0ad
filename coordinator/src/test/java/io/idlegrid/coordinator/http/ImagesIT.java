package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.image.ImageIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Images that are pushed, named, used by jobs, read by devices and taken away. */
@ExtendWith(SharedCoordinator.class)
class ImagesIT {

  private final Grid grid;
  private final Client submitter;

  ImagesIT(Grid grid) {
    this.grid = grid;
    this.submitter = grid.submitter();
  }

  @Test
  void architecturesGatherUnderOneName() throws IOException {
    JsonNode first = push("gather", root("x", 1), "amd64").json();
    JsonNode second = push("gather", root("x", 2), "arm64").json();
    JsonNode shown = submitter.get("/api/v1/images/gather").json();

    assertEquals(1, first.at("/image/images").size());
    assertEquals(2, second.at("/image/images").size());
    assertEquals(second.path("image"), shown);
    assertFalse(first.at("/image/digest").equals(shown.path("digest")));
    assertTrue(
        submitter.get("/api/v1/images").json().path("items").toString().contains("\"gather\""));
    grid.other().get("/api/v1/images/gather").problem(404, "image.unknown");
  }

  @Test
  void theSameBytesAreStoredOnceAndArchivesAreNotKept() throws IOException {
    byte[] root = root("once", 3);

    JsonNode first = push("once", root, "amd64").json();
    JsonNode second = push("once:2", root, "amd64").json();

    assertTrue(first.path("newBytes").asLong() > 100_000, first.toString());
    assertEquals(0, second.path("newBytes").asLong());
    assertEquals(first.at("/image/images"), second.at("/image/images"));
    assertFalse(
        Files.exists(
            grid.data()
                .resolve("images/incoming")
                .resolve(Client.sha256(root).substring(0, 2))
                .resolve(Client.sha256(root))));
  }

  @Test
  void whatIsNoSoundArchiveIsRefusedWithItsPlace() throws IOException {
    push("bad", root("../x", 4), "amd64").problem(422, "image.path", "layer 1!../x", "below");
    push("bad", root("x", 5), "").problem(422, "image.arch", "", "--arch");
    push("bad", root("x", 5), "quantum").problem(422, "image.arch", "", "known are");
    push("bad", new byte[] {1, 2, 3}, "amd64")
        .problem(422, "image.damaged", "layer 1", "docker save");
    push("Not a name", root("x", 5), "amd64").problem(422, "image.name", "name", "count:2");
    submitter
        .put("/api/v1/images/bad", "{\"archive\": \"%s\"}".formatted("0".repeat(64)))
        .problem(422, "image.archive", "/archive", "upload it first");
    submitter.get("/api/v1/images/bad").problem(404, "image.unknown");
  }

  @Test
  void namesAreLookedUpWhenAJobIsSubmitted() throws IOException {
    String digest = push("pinned", root("x", 6), "amd64").json().at("/image/digest").asText();
    Answer first = submit("pinned@sha256:" + digest);
    push("pinned", root("x", 7), "amd64");

    assertEquals(202, first.status(), first.text());
    submit("pinned@sha256:" + digest).problem(422, "image.moved", "/spec/run/image", "again");
    submit("nowhere").problem(422, "image.unknown", "/spec/run/image", "image push nowhere FILE");
    submit("NO NAME").problem(422, "image.name", "/spec/run/image", "count:2");
  }

  @Test
  void aDeviceReadsTheWholeImageByOneHash() throws IOException {
    String digest = push("whole", root("x", 8), "amd64").json().at("/image/digest").asText();
    Client device = grid.device("reader");

    Frame frame = objects(device, digest);
    ImageIndex index = ImageJson.index(frame.content());
    Frame manifest = objects(device, index.images().get(0).manifest());

    assertEquals(ObjectName.of(digest), frame.name());
    assertEquals(
        index.images().get(0).bytes(), ImageJson.manifest(manifest.content()).layerBytes());
    assertEquals(0, ask(device, "f".repeat(64)).bytes().length);
    ask(device, "short").problem(422, "image.object", "/objects", "64 digits");
    ask(grid.anybody(), digest).problem(401, "access.token");
  }

  @Test
  void anImageIsPlacedOnDevicesThatAreNamed() throws IOException {
    push("placed", root("x", 10), "amd64");
    grid.device("placed-1");

    Answer placed =
        submitter.put("/api/v1/images/placed/placement", "{\"devices\": [\"placed-1\"]}");
    JsonNode device = submitter.get("/api/v1/images/placed/placement").json().at("/devices/0");

    assertEquals(200, placed.status(), placed.text());
    assertEquals("placed-1", device.path("name").asText());
    assertEquals("waiting", device.path("state").asText());
    assertEquals("offline", device.path("reason").asText());
    submitter
        .put("/api/v1/images/placed/placement", "{\"devices\": [\"nobody\"]}")
        .problem(422, "device.unknown", "/devices", "device ls");
    submitter.put("/api/v1/images/placed/placement", "{\"devices\": []}");
    assertEquals(0, submitter.get("/api/v1/images/placed/placement").json().path("devices").size());
  }

  @Test
  void aNameThatIsTakenAwayIsGone() throws IOException {
    push("away", root("x", 9), "amd64");

    assertEquals(204, submitter.delete("/api/v1/images/away").status());
    submitter.get("/api/v1/images/away").problem(404, "image.unknown", "", "image ls");
  }

  @Test
  void pushesOfOneArchiveAtOnceAllGetTheirNames() throws Exception {
    byte[] archive = root("shared", 11);
    String sha256 = Client.sha256(archive);
    for (Client client : List.of(submitter, grid.other())) {
      Answer up = client.send("PUT", "/api/v1/image-archives/" + sha256, archive);
      assertEquals(201, up.status(), up.text());
    }

    List<Callable<Answer>> pushes = new ArrayList<>();
    for (Client client : List.of(submitter, grid.other())) {
      for (String name : List.of("shared-1", "shared-2", "shared-3")) {
        pushes.add(() -> name(client, name, sha256, "amd64"));
      }
    }
    List<Answer> named = atOnce(pushes);

    named.forEach(answer -> assertEquals(200, answer.status(), answer.text()));
    assertEquals(
        1, named.stream().map(answer -> answer.json().at("/image/digest")).distinct().count());
  }

  @Test
  void architecturesThatArePushedAtOnceAllGatherUnderTheName() throws Exception {
    List<Callable<Answer>> pushes = new ArrayList<>();
    for (String arch : List.of("amd64", "arm64", "arm", "riscv64")) {
      byte[] archive = root("x", arch.hashCode());
      pushes.add(() -> push("at-once", archive, arch));
    }

    atOnce(pushes).forEach(answer -> assertEquals(200, answer.status(), answer.text()));

    assertEquals(4, submitter.get("/api/v1/images/at-once").json().path("images").size());
  }

  @Test
  void whatNoRegistryHasHasNoSource() throws IOException {
    JsonNode pushed = push("sourceless", root("x", 12), "amd64").json();
    String id = pushed.at("/image/images/0/id").asText();

    grid.device("asks").get("/api/v1/image-sources/" + id).problem(404, "image.no-source");
  }

  private static List<Answer> atOnce(List<Callable<Answer>> pushes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(pushes.size());
    try {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> push : threads.invokeAll(pushes)) {
        answers.add(push.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private Frame objects(Client client, String name) throws IOException {
    Answer answer = ask(client, name);
    assertEquals(200, answer.status(), answer.text());
    return Frame.read(new ByteArrayInputStream(answer.bytes())).orElseThrow();
  }

  private static Answer ask(Client client, String name) {
    return client.post("/api/v1/image-objects", "{\"objects\": [\"%s\"]}".formatted(name));
  }

  private Answer submit(String image) {
    return submitter.submit(
        """
        apiVersion: idlegrid/v1
        kind: Job
        metadata: {name: in an image}
        spec:
          type: batch
          run: {command: [x], image: "%s"}
          data: {split: {by: range, from: 0, to: 1}}
        """
            .formatted(image));
  }

  private Answer push(String name, byte[] archive, String arch) {
    String sha256 = Client.sha256(archive);
    Answer up = submitter.send("PUT", "/api/v1/image-archives/" + sha256, archive);
    assertEquals(201, up.status(), up.text());
    return name(submitter, name, sha256, arch);
  }

  private static Answer name(Client client, String name, String archive, String arch) {
    String which = arch.isEmpty() ? "null" : '"' + arch + '"';
    return client.put(
        "/api/v1/images/" + name.replace(" ", "%20"),
        "{\"archive\": \"%s\", \"arch\": %s}".formatted(archive, which));
  }

  /** A root file system of one file of noise. */
  static byte[] root(String name, long seed) throws IOException {
    byte[] content = new byte[200_000];
    new Random(seed).nextBytes(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
