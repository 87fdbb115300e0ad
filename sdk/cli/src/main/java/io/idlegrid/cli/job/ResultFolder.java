package io.idlegrid.cli.job;

import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.ResultManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A folder that a job's files are downloaded into; what is there already is not fetched again. */
final class ResultFolder {

  private final GridApi api;
  private final String job;
  private final Path folder;

  ResultFolder(GridApi api, String job, Path folder) {
    this.api = api;
    this.job = job;
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Downloads; returns the bytes of all files together. */
  long download(List<ResultManifest.Item> items, TransferLine line) throws IOException {
    long total = items.stream().mapToLong(ResultManifest.Item::size).sum();
    long done = 0;
    Files.createDirectories(folder);
    for (ResultManifest.Item item : items) {
      Path file = inside(item);
      if (!isThere(file, item)) {
        long before = done;
        api.download(
            path(item), file, (bytes, size) -> line.show(item.path(), before + bytes, total));
        requireWhole(file, item);
      }
      done += item.size();
      line.show(item.path(), done, total);
    }
    return total;
  }

  /** Where a file goes: names come from strangers, and must not lead out of the folder. */
  private Path inside(ResultManifest.Item item) {
    Path unit = folder.resolve(String.valueOf(item.unit()));
    Path file = unit.resolve(item.path()).normalize();
    if (!file.startsWith(unit) || file.equals(unit)) {
      throw CommandException.failed(
          "result.path",
          "unit %d has a file '%s', which leads out of %s"
              .formatted(item.unit(), item.path(), unit),
          "download the zip instead, and look at it before you unpack it");
    }
    return file;
  }

  private String path(ResultManifest.Item item) {
    String name =
        Arrays.stream(item.path().split("/", -1))
            .map(GridApi::segment)
            .collect(Collectors.joining("/"));
    return JobPaths.results(job) + "/files/" + item.unit() + "/" + name;
  }

  private static boolean isThere(Path file, ResultManifest.Item item) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == item.size()
        && hash(file).equals(item.sha256());
  }

  private static void requireWhole(Path file, ResultManifest.Item item) throws IOException {
    if (!hash(file).equals(item.sha256())) {
      Files.delete(file);
      throw CommandException.failed(
          "result.hash",
          "what was downloaded to %s is not what the unit put out".formatted(file),
          "repeat the download");
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
