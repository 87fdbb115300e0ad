package io.idlegrid.client.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.idlegrid.client.GridFunction;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies a function to the elements of one unit, all in this JVM. Results are kept in the
 * checkpoint folder as they come, so that a unit that was interrupted goes on after its last one.
 *
 * <p>Arguments: class of the function, input file, output file, index of the unit, elements per
 * unit, checkpoint folder.
 */
public final class Runner {

  /** Begins the line of the log that tells which element failed: {@code INDEX: ERROR} follow. */
  public static final String FAILED = "idlegrid: failed at element ";

  private static final int ARGUMENTS = 6;

  private final ElementCodec codec;
  private final GridFunction<Object, Object> function;
  private final long first;

  private Runner(Class<?> type, long first) throws ReflectiveOperationException {
    this.codec = ElementCodec.of(type);
    this.function = instance(type);
    this.first = first;
  }

  /** Runs one unit and ends the JVM, also when the function left threads behind. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: Runner FUNCTION INPUT OUTPUT UNIT ELEMENTS-PER-UNIT CHECKPOINT");
      System.exit(2);
    }
    long first = Math.multiplyExact(Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
    Runner runner = new Runner(Class.forName(arguments[0]), first);
    Path kept = Path.of(arguments[5]).resolve("results");
    boolean isDone = runner.run(Path.of(arguments[1]), kept);
    if (isDone) {
      Files.move(kept, Path.of(arguments[2]), StandardCopyOption.REPLACE_EXISTING);
    }
    System.err.flush();
    System.out.flush();
    // Halts threads of the function that are not daemons; the work is done.
    System.exit(isDone ? 0 : 1);
  }

  @SuppressWarnings("unchecked")
  private static GridFunction<Object, Object> instance(Class<?> type)
      throws ReflectiveOperationException {
    Constructor<?> constructor = type.getConstructor();
    constructor.setAccessible(true);
    return (GridFunction<Object, Object>) constructor.newInstance();
  }

  private boolean run(Path input, Path kept) throws IOException {
    List<String> done = completeLines(kept);
    try (BufferedReader elements = Files.newBufferedReader(input, StandardCharsets.UTF_8);
        BufferedWriter results = Files.newBufferedWriter(kept, StandardCharsets.UTF_8)) {
      for (String line : done) {
        write(results, line);
      }
      long index = first;
      for (String line = elements.readLine(); line != null; line = elements.readLine()) {
        boolean isKnown = index - first < done.size();
        if (!isKnown && !apply(index, line, results)) {
          return false;
        }
        index++;
      }
    }
    return true;
  }

  /** Lines of an earlier attempt; the last may have been cut off while it was written. */
  private static List<String> completeLines(Path kept) throws IOException {
    if (!Files.exists(kept)) {
      return List.of();
    }
    String text = Files.readString(kept);
    List<String> lines = new ArrayList<>();
    text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
    return lines;
  }

  // Whatever the function throws is its own; the log is where its author looks for it.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private boolean apply(long index, String line, BufferedWriter results) throws IOException {
    String result;
    try {
      Object element = codec.readElement(line);
      result = codec.writeResult(index, function.apply(element));
    } catch (JsonProcessingException e) {
      System.err.println(FAILED + index + ": " + oneLine(e.getOriginalMessage()));
      e.printStackTrace();
      return false;
    } catch (Throwable e) {
      System.err.println(FAILED + index + ": " + oneLine(e.toString()));
      e.printStackTrace();
      return false;
    }
    write(results, result);
    return true;
  }

  private static void write(BufferedWriter results, String line) throws IOException {
    results.write(line);
    results.write('\n');
    results.flush();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
