package io.idlegrid.worker;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.Program;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program for tests, in which what a test does not care about has some ordinary value.
 *
 * <pre>{@code
 * Program program = new GivenProgram().command("sh", "-c", script).graceOf(Duration.ZERO).build();
 * }</pre>
 */
public final class GivenProgram {

  private String job = "j-1";
  private List<String> command = List.of("true");
  private @Nullable String image;
  private Map<String, String> env = Map.of();
  private double cpuCores = 1;
  private long memoryBytes = 64 << 20;
  private Duration timeLimit = Duration.ofMinutes(1);
  private Duration grace = Duration.ofMinutes(1);
  private @Nullable Group group;

  public GivenProgram of(String otherJob) {
    job = otherJob;
    return this;
  }

  public GivenProgram command(String... words) {
    command = List.of(words);
    return this;
  }

  /** It runs in an image. */
  public GivenProgram in(String digest) {
    image = digest;
    return this;
  }

  public GivenProgram env(Map<String, String> variables) {
    env = variables;
    return this;
  }

  public GivenProgram within(double cores, long bytes) {
    cpuCores = cores;
    memoryBytes = bytes;
    return this;
  }

  public GivenProgram limitedTo(Duration time) {
    timeLimit = time;
    return this;
  }

  public GivenProgram graceOf(Duration withoutLink) {
    grace = withoutLink;
    return this;
  }

  /** It consists of services instead of a command. */
  public GivenProgram services(Group.Service... services) {
    command = List.of();
    group = new Group(List.of(services), List.of());
    return this;
  }

  public Program build() {
    return new Program(
        job,
        "owner",
        "title",
        group == null ? "batch" : "service",
        Map.of(),
        command,
        List.of(),
        List.of(),
        "any",
        image,
        env,
        false,
        cpuCores,
        memoryBytes,
        16 << 20,
        4 << 20,
        timeLimit.toMillis(),
        grace.toMillis(),
        "out/**",
        group);
  }
}
