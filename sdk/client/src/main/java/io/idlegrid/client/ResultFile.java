package io.idlegrid.client;

import io.idlegrid.protocol.job.ResultManifest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A file that a unit put out. */
public final class ResultFile {

  private final GridApi api;
  private final String job;
  private final ResultManifest.Item item;

  ResultFile(GridApi api, String job, ResultManifest.Item item) {
    this.api = api;
    this.job = job;
    this.item = item;
  }

  /** Index of the unit, from 0; a merge program's is one more than the last unit's. */
  public long unit() {
    return item.unit();
  }

  /** Path below the unit's working folder, such as {@code out/result}. */
  public String path() {
    return item.path();
  }

  /** Size in bytes. */
  public long size() {
    return item.size();
  }

  /** SHA-256 in lower-case hex. */
  public String sha256() {
    return item.sha256();
  }

  /** Its content as a stream, which the caller closes. */
  public InputStream open() {
    return api.stream(place());
  }

  /** Its content; for what fits into memory. */
  public byte[] bytes() {
    return api.getBytes(place());
  }

  /** Its content as UTF-8 text; for what fits into memory. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Downloads it into a file, going on where an earlier download stopped; returns its size. */
  public long download(Path file) {
    return api.download(place(), file);
  }

  @Override
  public String toString() {
    return "unit %d %s (%d bytes)".formatted(unit(), path(), size());
  }

  private String place() {
    String segments =
        Arrays.stream(path().split("/", -1)).map(GridApi::segment).collect(Collectors.joining("/"));
    return JobHandle.path(job) + "/results/files/" + unit() + "/" + segments;
  }
}
