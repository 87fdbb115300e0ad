package io.idlegrid.client;

import io.idlegrid.client.map.ElementCodec;
import io.idlegrid.client.map.Runner;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitView;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A map that was submitted.
 *
 * @param <R> result type
 */
public final class MapHandle<R> {

  private final JobHandle job;
  private final ElementCodec codec;
  private final int elements;

  MapHandle(JobHandle job, ElementCodec codec, int elements) {
    this.job = job;
    this.codec = codec;
    this.elements = elements;
  }

  /** The job behind it. */
  public JobHandle job() {
    return job;
  }

  /** Tells a consumer how far it is; see {@link JobHandle#onProgress}. */
  public MapHandle<R> onProgress(Consumer<JobView> consumer) {
    job.onProgress(consumer);
    return this;
  }

  /**
   * Waits and gives the results in the order of the elements.
   *
   * @throws JobFailedException which names the element that failed, and its error; the log of its
   *     unit has the stack
   */
  public List<R> gather() {
    try {
      job.join();
    } catch (JobFailedException e) {
      JobFailedException explained = explained(e).orElse(e);
      throw explained;
    }
    try {
      Path results = Files.createTempFile("idlegrid-results", ".jsonl");
      try {
        job.downloadConcat(results);
        return read(results);
      } finally {
        Files.deleteIfExists(results);
      }
    } catch (IOException e) {
      throw GridException.of(
          "map.result",
          "the results of %s cannot be read as %s: %s"
              .formatted(job, codec.resultType(), e.getMessage()),
          "results travel as JSON: use records, numbers, text, lists and maps",
          e);
    }
  }

  @SuppressWarnings("unchecked") // The codec reads what the function's class declares.
  private List<R> read(Path file) throws IOException {
    List<R> results = new ArrayList<>(elements);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (int index = 0; index < elements; index++) {
        String line = lines.readLine();
        if (line == null) {
          throw incomplete("results end before element " + index, new IOException("too short"));
        }
        try {
          results.add((R) codec.readResult(line, index));
        } catch (IllegalArgumentException e) {
          throw incomplete(String.valueOf(e.getMessage()), e);
        }
      }
    }
    return results;
  }

  private GridException incomplete(String detail, Exception cause) {
    return GridException.of(
        "map.incomplete",
        "%s: %s".formatted(job, detail),
        "a map needs all its units: leave failedUnits at 0 and collect as it is",
        cause);
  }

  /** The error of the element that made the job fail, if a log tells it. */
  private Optional<JobFailedException> explained(JobFailedException failure) {
    try {
      UnitView.Page failed =
          job.api()
              .get(JobHandle.path(job.id()) + "/units?state=failed&limit=1", UnitView.Page.class);
      if (failed.items().isEmpty()) {
        return Optional.empty();
      }
      long unit = failed.items().get(0).index();
      return job.log(unit)
          .text()
          .lines()
          .filter(line -> line.startsWith(Runner.FAILED))
          .findFirst()
          .map(line -> "element " + line.substring(Runner.FAILED.length()))
          .map(
              detail ->
                  new JobFailedException(
                      failure.job(),
                      "%s failed at %s".formatted(job, detail),
                      "its stack: idlegrid job logs %s --unit %d".formatted(job.id(), unit)));
    } catch (GridException e) {
      // The job's own reason is still told.
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }
}
