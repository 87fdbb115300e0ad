package io.idlegrid.worker.edge.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.protocol.link.UnitInput.Slice;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.cache.BlobCache.Fetcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a unit's own data where the unit will find it, and says what the command may call it. */
final class InputFiles {

  private final Fetcher fetcher;
  private final ObjectMapper json;

  InputFiles(Fetcher fetcher, ObjectMapper json) {
    this.fetcher = fetcher;
    this.json = json;
  }

  /**
   * A unit's data in its folder.
   *
   * @param file name of the one file that is the input; empty when the folder is
   * @param values further placeholders: {@code value}, or a sweep's parameters
   */
  record Prepared(Optional<String> file, Map<String, String> values) {}

  Prepared prepare(UnitInput input, Path folder) throws IOException {
    if (input.value() != null) {
      String value = String.valueOf(input.value());
      write(folder.resolve("value"), value + "\n");
      return new Prepared(Optional.of("value"), Map.of("value", value));
    }
    if (input.parameters() != null) {
      write(folder.resolve("parameters.json"), json.writeValueAsString(input.parameters()));
      Map<String, String> values = new LinkedHashMap<>();
      input.parameters().forEach((name, value) -> values.put(name, String.valueOf(value)));
      return new Prepared(Optional.of("parameters.json"), values);
    }
    if (input.listing() != null) {
      new MergeInput(fetcher).fetch(input.listing(), folder);
      return new Prepared(Optional.empty(), Map.of());
    }
    return slices(Optional.ofNullable(input.slices()).orElse(List.of()), input.folder(), folder);
  }

  private Prepared slices(List<Slice> slices, boolean isFolder, Path folder) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    String last = "";
    for (Slice slice : slices) {
      // Data sets may hold files of the same name in different folders.
      String name = isFolder ? slice.name() : baseName(slice.name());
      if (seen.merge(name, 1, Integer::sum) > 1) {
        name = seen.get(name) + "-" + name;
      }
      Path file = folder.resolve(name).normalize();
      if (!file.startsWith(folder)) {
        throw new IOException("input '" + slice.name() + "' is not a name inside a folder");
      }
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
      fetch(slice, file);
      last = name;
    }
    return new Prepared(
        isFolder || slices.size() != 1 ? Optional.empty() : Optional.of(last), Map.of());
  }

  private void fetch(Slice slice, Path file) throws IOException {
    if (slice.length() == 0) {
      Files.createFile(file);
      return;
    }
    fetcher.fetch(slice.blob(), slice.offset(), slice.offset() + slice.length(), file);
    BlobCache.requireHash(file, slice.sha256());
  }

  private static String baseName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
