package io.idlegrid.worker.domain.group;

import java.time.Duration;
import java.util.List;

/**
 * How to find out whether a service is well.
 *
 * @param command run in its container; code 0 says that it is
 * @param interval between an answer and the next question
 * @param timeout after which no answer counts as a bad one
 * @param retries bad answers in a row that make it unhealthy
 * @param startPeriod bad answers so soon after its start do not count
 */
public record HealthCheck(
    List<String> command, Duration interval, Duration timeout, int retries, Duration startPeriod) {

  /** Whoever would be asked more often gets no answer sooner: engines make one check at a time. */
  public static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);

  public HealthCheck {
    command = List.copyOf(command);
    if (command.isEmpty() || retries < 1) {
      throw new IllegalArgumentException("a health check needs a command and at least one try");
    }
  }
}
