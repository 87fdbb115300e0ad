package io.idlegrid.cli.demo;

import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.job.JobProgress;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Watches the demo's job: first why it waits, then how far it is. */
final class DemoWatch {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration REPEAT = Duration.ofSeconds(10);
  private static final Pattern COUNTDOWN = Pattern.compile("(\\d+) s more are needed");

  private final GridApi api;
  private final Surroundings surroundings;
  private final DemoGrid grid;
  private Optional<JobExplanation.GrantForecast> firstGrant = Optional.empty();
  private String lastReason = "";
  private Instant lastSaid = Instant.MIN;
  private boolean isLineOpen;

  DemoWatch(GridApi api, Surroundings surroundings, DemoGrid grid) {
    this.api = api;
    this.surroundings = surroundings;
    this.grid = grid;
  }

  /** The forecast behind the job's first grant, once there was one. */
  Optional<JobExplanation.GrantForecast> firstGrant() {
    return firstGrant;
  }

  /** Watches until the job is over. */
  JobView watch(String id, Duration most) throws IOException, InterruptedException {
    Instant end = surroundings.clock().instant().plus(most);
    try (JobProgress progress = JobProgress.in(surroundings, false)) {
      while (true) {
        grid.requireAlive();
        JobView job = api.get("/api/v1/jobs/" + id, JobView.class);
        JobExplanation why = api.get("/api/v1/jobs/" + id + "/explain", JobExplanation.class);
        firstGrant = firstGrant.or(() -> Optional.ofNullable(why.firstGrant()));
        boolean hasBegun = job.units().running() + job.units().done() > 0;
        if (hasBegun || job.isOver()) {
          closeLine();
          suspension();
          progress.show(job);
        } else {
          waiting(why);
        }
        if (job.isOver()) {
          return job;
        }
        if (surroundings.clock().instant().isAfter(end)) {
          closeLine();
          throw tooLong(id, most, why);
        }
        surroundings.pause().pause(PAUSE);
      }
    }
  }

  /** Says once when the device makes way for its owner, which is not the demo's to prevent. */
  private void suspension() {
    String reason =
        api.get("/api/v1/devices", DeviceView.Page.class).items().stream()
            .filter(device -> device.state().equals("suspended"))
            .map(device -> "units stand still on %s: %s".formatted(device.name(), device.reason()))
            .findFirst()
            .orElse("");
    if (!reason.isEmpty() && !lastReason.startsWith("units stand still")) {
      surroundings.err().println("\n  " + reason);
    }
    lastReason = reason;
  }

  private static CommandException tooLong(String id, Duration most, JobExplanation why) {
    return new CommandException(
        ExitCode.TIMEOUT,
        "demo.timeout",
        "job %s is not over after %d s; %s".formatted(id, most.toSeconds(), reason(why)),
        "a machine that is busy itself lends nothing: repeat the demo when it is quieter, or give it"
            + " more --timeout");
  }

  private void waiting(JobExplanation why) {
    String reason = reason(why);
    if (surroundings.terminal().isErr()) {
      surroundings.err().print("\r\u001b[K  " + reason);
      surroundings.err().flush();
      isLineOpen = true;
      return;
    }
    Instant now = surroundings.clock().instant();
    boolean isDue = lastSaid.equals(Instant.MIN) || lastSaid.plus(REPEAT).isBefore(now);
    if (isDue && !reason.equals(lastReason)) {
      surroundings.err().println("  " + reason);
      lastReason = reason;
      lastSaid = now;
    }
  }

  private void closeLine() {
    if (isLineOpen) {
      surroundings.err().println();
      isLineOpen = false;
    }
  }

  /** What the coordinator itself says; while it observes a new device, that is a countdown. */
  static String reason(JobExplanation why) {
    if (why.vetoes().isEmpty() || why.vetoes().get(0).examples().isEmpty()) {
      return why.ready() > 0 ? "units are being handed out" : "waiting for the device";
    }
    JobExplanation.VetoCount veto = why.vetoes().get(0);
    JobExplanation.Example example = veto.examples().get(0);
    Matcher countdown = COUNTDOWN.matcher(example.detail());
    return countdown.find()
        ? "observing %s: %s s more before the first forecast"
            .formatted(example.name(), countdown.group(1))
        : "waiting: %s on %s: %s".formatted(veto.reason(), example.name(), example.detail());
  }
}
