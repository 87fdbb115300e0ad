package io.idlegrid.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.idlegrid.client.map.ElementCodec;
import io.idlegrid.client.map.Runner;
import io.idlegrid.protocol.job.JobFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A function to be applied to every element of a list, on devices. Immutable; every method returns
 * a changed copy.
 *
 * <p>The class path of this program is shipped jar by jar, each once and only as far as the
 * coordinator does not have it; the JDK is not. Units start a JVM each and run their elements in it
 * one after the other. Lists of up to 1,000 elements make one unit per element; longer ones are
 * divided evenly among 1,000 units, unless {@link #chunk} says otherwise: choose it so that a unit
 * takes minutes rather than seconds, because a JVM takes a second to start.
 *
 * <pre>{@code
 * List<Long> squares = grid.map(List.of(1, 2, 3), Square.class)
 *     .memory("128MiB")
 *     .gather();
 * }</pre>
 *
 * @param <T> element type
 * @param <R> result type
 */
public final class GridMap<T, R> {

  private static final int USUAL_UNITS = 1_000;
  private static final int USUAL_JAVA = 17;
  private static final String USUAL_MEMORY = "256MiB";

  private final IdleGrid grid;
  private final List<T> elements;
  private final Class<? extends GridFunction<T, R>> function;
  private final Options options;

  /** How to run it. */
  private record Options(
      int chunk, int java, @Nullable List<Path> classPath, UnaryOperator<Job> changes) {}

  GridMap(IdleGrid grid, List<T> elements, Class<? extends GridFunction<T, R>> function) {
    this(
        grid,
        List.copyOf(elements),
        function,
        new Options(
            Math.max(1, (elements.size() + USUAL_UNITS - 1) / USUAL_UNITS),
            USUAL_JAVA,
            null,
            job -> job));
  }

  private GridMap(
      IdleGrid grid,
      List<T> elements,
      Class<? extends GridFunction<T, R>> function,
      Options options) {
    this.grid = grid;
    this.elements = elements;
    this.function = function;
    this.options = options;
  }

  /** Elements per unit, which run in one JVM one after the other. */
  public GridMap<T, R> chunk(int elementsPerUnit) {
    if (elementsPerUnit < 1) {
      throw new IllegalArgumentException("a unit of " + elementsPerUnit + " elements is none");
    }
    return with(new Options(elementsPerUnit, options.java, options.classPath, options.changes));
  }

  /**
   * The Java feature version that devices need at least; 17 otherwise. Byte code for a newer one is
   * refused.
   */
  public GridMap<T, R> java(int feature) {
    return with(new Options(options.chunk, feature, options.classPath, options.changes));
  }

  /** The jars and folders of classes to ship, instead of the class path of this program. */
  public GridMap<T, R> classPath(List<Path> jarsAndFolders) {
    return with(
        new Options(options.chunk, options.java, List.copyOf(jarsAndFolders), options.changes));
  }

  /**
   * Changes the job before it is submitted: resources, policy, where it may run.
   *
   * <pre>{@code
   * .options(job -> job.cpu(2).timeLimit(Duration.ofMinutes(20)).where("device.cores >= 4"))
   * }</pre>
   */
  public GridMap<T, R> options(UnaryOperator<Job> changes) {
    UnaryOperator<Job> before = options.changes;
    return with(
        new Options(
            options.chunk,
            options.java,
            options.classPath,
            job -> changes.apply(before.apply(job))));
  }

  /** A label to find the job by. */
  public GridMap<T, R> label(String name, String value) {
    return options(job -> job.label(name, value));
  }

  /** Cores of one unit, enforced as a ceiling. */
  public GridMap<T, R> cpu(double cores) {
    return options(job -> job.cpu(cores));
  }

  /** Memory of one unit, such as {@code 512MiB}; the heap gets 60 % of it. */
  public GridMap<T, R> memory(String size) {
    return options(job -> job.memory(size));
  }

  /**
   * Expected running time of one unit. Worth saying: without it the first units wait for devices
   * that stay idle for a quarter of an hour, which a device that has just joined never promises.
   */
  public GridMap<T, R> runtime(Duration expected) {
    return options(job -> job.runtime(expected));
  }

  /** Most running time of one unit. */
  public GridMap<T, R> timeLimit(Duration most) {
    return options(job -> job.timeLimit(most));
  }

  /** Further attempts after a failed one. */
  public GridMap<T, R> retries(int retries) {
    return options(job -> job.retries(retries));
  }

  /**
   * Submits it.
   *
   * @throws GridException before anything is queued: {@code map.function} when devices could not
   *     make an instance of the class, {@code map.java} when byte code is too new, {@code
   *     map.class-path} when classes cannot be found, {@code map.element} when an element cannot be
   *     written as JSON, {@code map.empty} when there are none
   */
  public MapHandle<R> submit() {
    ElementCodec codec = FunctionClass.require(function);
    if (elements.isEmpty()) {
      throw GridException.of(
          "map.empty", "the list has no elements", "gather() gives an empty list");
    }
    List<Path> entries =
        Optional.ofNullable(options.classPath).orElseGet(() -> ClassPath.of(function));
    try (ShippedCode code = ShippedCode.gather(function, entries).requireRunsOn(options.java)) {
      Path input = Files.createTempFile("idlegrid-elements", ".jsonl");
      try {
        write(codec, input);
        JobHandle job = grid.submit(job(code.files(), input));
        return new MapHandle<>(job, codec, elements.size());
      } finally {
        Files.deleteIfExists(input);
      }
    } catch (IOException e) {
      throw GridException.of(
          "file.unwritable",
          "the elements cannot be written: " + e.getMessage(),
          "check the free space of the temporary folder",
          e);
    }
  }

  /**
   * Submits it, waits, and gives the results in the order of the elements.
   *
   * @throws JobFailedException which names the element that failed, and its error
   */
  public List<R> gather() {
    if (elements.isEmpty()) {
      FunctionClass.require(function);
      return List.of();
    }
    return submit().gather();
  }

  private GridMap<T, R> with(Options changed) {
    return new GridMap<>(grid, elements, function, changed);
  }

  private void write(ElementCodec codec, Path input) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      for (int index = 0; index < elements.size(); index++) {
        try {
          out.write(codec.writeElement(elements.get(index)));
          out.write('\n');
        } catch (JsonProcessingException e) {
          throw GridException.of(
              "map.element",
              "element %d cannot be written as %s: %s"
                  .formatted(index, codec.elementType(), e.getOriginalMessage()),
              "elements travel as JSON: use records, numbers, text, lists and maps",
              e);
        }
      }
    }
  }

  private Job job(List<Path> jars, Path input) {
    Job job =
        options.changes.apply(
            Job.of(function.getSimpleName())
                .data(Split.lines(input, options.chunk))
                .java(options.java)
                .memory(USUAL_MEMORY)
                .merge("concat"));
    List<String> roles = new ArrayList<>();
    for (Path jar : jars) {
      String role = "jar-" + roles.size();
      job = job.artifact(role, jar);
      roles.add("{{" + role + "}}");
    }
    return job.run(command(job.file(), String.join(":", roles)).toArray(new String[0]));
  }

  private List<String> command(JobFile job, String classPath) {
    List<String> command = new ArrayList<>(List.of("java"));
    String memory = job.spec().resources() == null ? null : job.spec().resources().memory();
    JvmMemory.heap(memory == null ? USUAL_MEMORY : memory).ifPresent(command::add);
    // One core is the rule on devices: parallel collectors would only cost memory.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", classPath, Runner.class.getName(), function.getName()));
    command.addAll(List.of("{{input}}", "{{output}}", "{{index}}"));
    command.addAll(List.of(String.valueOf(options.chunk), "{{checkpoint}}"));
    return command;
  }
}
