package io.idlegrid.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds a unit's pictures. */
final class InputPictures {

  private InputPictures() {}

  /**
   * A picture.
   *
   * @param name in the result: the file's name, or its path in the unit's folder
   */
  record Named(String name, Path file) {}

  /** One picture, or all files of a folder in the order of their names. */
  static List<Named> in(Path input) throws IOException, InferenceException {
    if (Files.isRegularFile(input)) {
      return List.of(new Named(String.valueOf(input.getFileName()), input));
    }
    if (!Files.isDirectory(input)) {
      throw new InferenceException(
          "inference.input", "there is no picture and no folder " + input, "see the job's data");
    }
    try (Stream<Path> files = Files.walk(input)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> new Named(input.relativize(file).toString(), file))
          .sorted(Comparator.comparing(Named::name))
          .toList();
    }
  }
}
