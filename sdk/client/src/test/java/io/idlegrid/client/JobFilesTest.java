package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.protocol.store.Dataset;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFilesTest {

  @TempDir private Path folder;
  private FakeCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new FakeCoordinator();
    write("src/count.sh", "wc -w < \"$1\" > \"$2\"\n");
    write("src/lib/words", "w");
    write("src/.git/HEAD", "ref");
    write("data/b.txt", "b b");
    write("data/a.txt", "a");
    write("data/deep/c.txt", "c c c");
    write("data/.hidden.txt", "no");
    write("data/notes.md", "no");
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void replacesPathsByHashes() throws Exception {
    JsonNode ready =
        prepare(
            """
            apiVersion: idlegrid/v1
            kind: Job
            spec:
              code: src
              artifacts: {words: data/a.txt, known: "artifact:words"}
              data: {glob: "data/*.txt", split: {by: file}}
            """);

    JsonNode spec = ready.get("spec");
    assertEquals(List.of("count.sh", "lib/", "lib/words"), entries(spec.get("code").asText()));
    assertEquals("a", text(spec.at("/artifacts/words").asText()));
    assertEquals("artifact:words", spec.at("/artifacts/known").asText());
    assertFalse(spec.get("data").has("glob"));
    assertEquals(List.of("a.txt", "b.txt"), names(spec.at("/data/source").asText()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data/**/*.txt | a.txt b.txt deep/c.txt",
        "data/** | a.txt b.txt deep/c.txt notes.md",
        "data | a.txt b.txt deep/c.txt notes.md",
        "data/a.txt | a.txt",
        "./data/{a,b}.txt | a.txt b.txt",
        "data/.h* | .hidden.txt",
        "*/a.txt | data/a.txt"
      })
  void listsWhatAGlobMatches(String glob, String names) throws Exception {
    JsonNode ready = prepare("apiVersion: idlegrid/v1\nspec: {data: {glob: \"" + glob + "\"}}\n");

    assertEquals(List.of(names.split(" ", -1)), names(ready.at("/spec/data/source").asText()));
  }

  @Test
  void writesListsAsTheCoordinatorKnowsThem() throws Exception {
    JsonNode ready = prepare("spec: {data: {glob: data/a.txt}}");

    String list = text(ready.at("/spec/data/source").asText());

    assertTrue(list.startsWith("{\"version\":1,\"files\":["), list);
    Dataset dataset = GridApi.json().readValue(list, Dataset.class);
    assertEquals(
        new Dataset.Entry("a.txt", 1, Hashes.of("a".getBytes(StandardCharsets.UTF_8))),
        dataset.files().get(0));
  }

  @Test
  void packsTheSameFilesIntoTheSameBlob() throws Exception {
    String first = prepare("spec: {code: src}").at("/spec/code").asText();
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy.resolve("lib"));
    // Created in another order, at another time.
    Files.writeString(copy.resolve("lib/words"), "w");
    Files.copy(folder.resolve("src/count.sh"), copy.resolve("count.sh"));
    Files.setLastModifiedTime(copy.resolve("count.sh"), FileTime.from(Instant.EPOCH));

    assertEquals(first, prepare("spec: {code: copy}").at("/spec/code").asText());

    Files.setPosixFilePermissions(
        copy.resolve("count.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertNotEquals(first, prepare("spec: {code: copy}").at("/spec/code").asText());
  }

  @Test
  void keepsLinksThatStayInside() throws Exception {
    Files.createSymbolicLink(folder.resolve("src/lib/run"), Path.of("../count.sh"));

    String code = prepare("spec: {code: src}").at("/spec/code").asText();

    assertEquals(List.of("count.sh", "lib/", "lib/run", "lib/words"), entries(code));
  }

  @ParameterizedTest
  @CsvSource({"/etc/hostname", "../../data/a.txt", "../.."})
  void refusesLinksThatLeadOut(String target) throws Exception {
    Files.createSymbolicLink(folder.resolve("src/lib/out"), Path.of(target));

    GridException error = assertThrows(GridException.class, () -> prepare("spec: {code: src}"));

    assertEquals("code.link", error.code());
    assertTrue(error.getMessage().contains("lib/out"), error.getMessage());
  }

  @Test
  void leavesWhatIsNotItsBusiness() throws Exception {
    JsonNode ready = prepare("spec: {cod: src, code: 7, data: {split: {by: range, to: 3}}}");

    assertEquals("src", ready.at("/spec/cod").asText());
    assertEquals(7, ready.at("/spec/code").asInt());
    assertTrue(coordinator.requests.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {code: missing} | file.missing | code: there is no",
        "spec: {artifacts: {m: missing}} | file.missing | artifacts.m: there is no",
        "spec: {inference: {model: missing}} | file.missing | inference.model: there is no",
        "spec: {inference: {model: src}} | file.kind | is not a file",
        "spec: {data: {glob: 'missing/*.txt'}} | file.missing | missing",
        "spec: {data: {glob: 'data/*.pdf'}} | job.empty-data | matches no file",
        "spec: {data: {glob: 'data/*.{a'}} | data.glob | is not a pattern",
        "spec: {data: {glob: 'data/*', source: 'artifact:a'}} | job.data | both",
        "'[1, 2]' | job.syntax | not an object",
        "'spec: {a: 1, a: 2}' | job.syntax | line 1",
      })
  void saysWhatIsWrongBeforeAnythingIsSent(String text, String code, String message) {
    GridException error = assertThrows(GridException.class, () -> prepare(text));

    assertEquals(code, error.code());
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(coordinator.requests.isEmpty());
  }

  @Test
  void namesAJobFileThatIsMissing() {
    GridException error =
        assertThrows(GridException.class, () -> JobFiles.read(folder.resolve("none.yaml")));

    assertEquals("file.missing", error.code());
  }

  @Test
  void makesAFolderInARoleAnArchiveWithAName() throws Exception {
    coordinator.on(
        "PUT /api/v1/artifacts/folder-" + packedSource().substring(0, 32),
        FakeCoordinator.json(
            200,
            """
            {"name":"n","account":"a","kind":"archive","sha256":"s","size":1,
             "at":"2026-01-01T00:00:00Z"}
            """));

    JsonNode ready = prepare("spec: {artifacts: {tools: src}}");

    assertEquals(
        "artifact:folder-" + packedSource().substring(0, 32),
        ready.at("/spec/artifacts/tools").asText());
  }

  @Test
  void uploadsTheDataOfABuiltJob() throws Exception {
    Job job =
        Job.of("count")
            .code(folder.resolve("src"))
            .data(Split.lines(folder.resolve("data"), 10))
            .run("sh", "count.sh");

    JsonNode ready = new JobFiles(coordinator.api()).prepare(job);

    assertEquals("lines", ready.at("/spec/data/split/by").asText());
    assertEquals(10, ready.at("/spec/data/split/lines").asInt());
    assertEquals(
        List.of("a.txt", "b.txt", "deep/c.txt", "notes.md"),
        names(ready.at("/spec/data/source").asText()));
  }

  @Test
  void tellsHowFarUploadsAre() throws Exception {
    List<String> told = new ArrayList<>();
    JobFiles files =
        new JobFiles(
            coordinator.api(), (what, done, total) -> told.add(what + " " + done + "/" + total));

    files.prepare(JobFiles.parse("spec: {data: {glob: 'data/*.txt'}}", "test"), folder);

    assertEquals(List.of("data/*.txt 1/4", "data/*.txt 4/4"), told);
  }

  private String packedSource() throws Exception {
    return prepare("spec: {code: src}").at("/spec/code").asText().substring("sha256:".length());
  }

  private JsonNode prepare(String yaml) throws Exception {
    Path file = folder.resolve("job.yaml");
    Files.writeString(file, yaml);
    return new JobFiles(coordinator.api()).prepare(file);
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private byte[] blob(String reference) {
    return Objects.requireNonNull(
        coordinator.blobs.get(reference.substring("sha256:".length())), reference);
  }

  private String text(String reference) {
    return new String(blob(reference), StandardCharsets.UTF_8);
  }

  private List<String> names(String reference) throws Exception {
    return GridApi.json().readValue(blob(reference), Dataset.class).files().stream()
        .map(Dataset.Entry::name)
        .toList();
  }

  private List<String> entries(String reference) throws Exception {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(blob(reference)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
        assertEquals(Map.of(0L, 0L), Map.of(entry.getLongUserId(), entry.getLongGroupId()));
        assertEquals(0, entry.getLastModifiedTime().toMillis());
      }
    }
    return names;
  }
}
