package io.idlegrid.cli.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.JobFiles;
import io.idlegrid.protocol.store.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Uploads paths as one blob. */
final class Upload {

  private final GridApi api;
  private final TransferLine line;

  Upload(GridApi api, TransferLine line) {
    this.api = api;
    this.line = line;
  }

  /** Uploads; returns the SHA-256 of the blob. */
  String upload(String kind, List<Path> paths) throws IOException {
    return switch (kind) {
      case "dataset" -> dataset(paths);
      case "archive" -> archive(only(kind, paths));
      default -> file(only(kind, paths));
    };
  }

  private static Path only(String kind, List<Path> paths) {
    if (paths.size() != 1) {
      throw CommandException.usage(
          "artifact.paths", "%d paths are no %s".formatted(paths.size(), kind), "name one path");
    }
    return paths.get(0);
  }

  private String file(Path path) {
    if (Files.isDirectory(path)) {
      throw CommandException.usage(
          "artifact.paths", path + " is a folder, not a file", "leave --kind out");
    }
    return api.uploadBlob(path, (done, total) -> line.show(path.toString(), done, total));
  }

  /** Folders are packed the way the code of a job is, so that the same files make the same blob. */
  private String archive(Path path) {
    if (!Files.isDirectory(path)) {
      return file(path);
    }
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.putObject("spec").put("code", path.toAbsolutePath().toString());
    String reference =
        new JobFiles(api, line::show).prepare(job, path.toAbsolutePath()).at("/spec/code").asText();
    return reference.substring("sha256:".length());
  }

  private String dataset(List<Path> paths) throws IOException {
    Map<String, Path> files = files(paths);
    if (files.isEmpty()) {
      throw CommandException.usage(
          "job.empty-data", "there is no file in " + paths, "name files, or folders with files");
    }
    List<Dataset.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      entries.add(
          new Dataset.Entry(file.getKey(), Files.size(file.getValue()), file(file.getValue())));
    }
    String list = Documents.jsonLine(new Dataset(Dataset.VERSION, entries));
    return api.uploadBlob(list.getBytes(StandardCharsets.UTF_8));
  }

  /** All files by the name that they have in the data set, which is the order of the units. */
  private static Map<String, Path> files(List<Path> paths) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path)) {
          for (Path file : below.filter(Files::isRegularFile).collect(Collectors.toList())) {
            add(files, name(path, file), file);
          }
        }
      } else {
        add(files, String.valueOf(path.getFileName()), path);
      }
    }
    return files;
  }

  private static String name(Path folder, Path file) {
    List<String> parts = new ArrayList<>();
    folder.relativize(file).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  private static void add(Map<String, Path> files, String name, Path file) {
    Path other = files.put(name, file);
    if (other != null) {
      throw CommandException.usage(
          "artifact.paths",
          "%s and %s would both be '%s'".formatted(other, file, name),
          "name the folder above them instead");
    }
  }
}
