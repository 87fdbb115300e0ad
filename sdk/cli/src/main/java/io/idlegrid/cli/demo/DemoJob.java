package io.idlegrid.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.demo.SampleTexts.Text;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.JobFiles;
import io.idlegrid.protocol.job.JobReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The word-count sample over texts of this machine, in a folder of its own, from where it can be
 * looked at and submitted again.
 *
 * @param file the job file
 * @param texts what is counted
 */
record DemoJob(Path file, List<Text> texts) {

  /** What the shell needs for a text: little, so that the gate opens on machines in use as well. */
  private static final double CORES = 0.2;

  DemoJob {
    texts = List.copyOf(texts);
  }

  /**
   * Writes the job.
   *
   * @param sample folder of the sample
   * @param folder an empty folder to write it into
   */
  static DemoJob write(Path sample, Path folder, List<Path> textFolders) throws IOException {
    Files.createDirectories(folder.resolve("src"));
    Files.createDirectories(folder.resolve("texts"));
    try (Stream<Path> sources = Files.list(sample.resolve("src"))) {
      for (Path source : sources.toList()) {
        Files.copy(source, folder.resolve("src").resolve(source.getFileName()));
      }
    }
    List<Text> texts = SampleTexts.copy(textFolders, folder.resolve("texts"));
    if (texts.isEmpty()) {
      texts = SampleTexts.copy(List.of(sample.resolve("data")), folder.resolve("texts"));
    }
    if (texts.isEmpty()) {
      throw CommandException.failed(
          "demo.texts",
          "there are no texts in %s nor in the sample".formatted(textFolders),
          "check that the checkout is whole");
    }
    Path file = folder.resolve("job.yaml");
    Files.writeString(file, Documents.yaml(job(sample.resolve("job.yaml"))));
    return new DemoJob(file, texts);
  }

  private static ObjectNode job(Path sample) {
    ObjectNode job = JobFiles.read(sample);
    job.withObjectProperty("metadata").put("name", "demo-wordcount");
    ObjectNode spec = job.withObjectProperty("spec");
    spec.withObjectProperty("data").put("glob", "texts/*.txt");
    spec.withObjectProperty("resources").put("cpu", CORES).put("runtime", "1s");
    return job;
  }

  /** Submits it, and all that it names. */
  JobReceipt submit(GridApi api) {
    return api.post(
        "/api/v1/jobs",
        new JobFiles(api).prepare(file),
        JobReceipt.class,
        Map.of("Idempotency-Key", UUID.randomUUID().toString()));
  }

  long bytes() {
    return texts.stream().mapToLong(Text::bytes).sum();
  }

  /** Counts the same texts without the grid. */
  WordCount countHere() throws IOException {
    return WordCount.of(texts.stream().map(Text::copy).toList());
  }
}
