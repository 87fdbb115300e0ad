package io.idlegrid.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.GridException;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.job.UnitView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Writes a unit's log while it grows, from attempt to attempt until the unit is decided. */
public final class LogFollower {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final GridApi api;
  private final Surroundings surroundings;
  private final UnaryOperator<String> shown;

  /** What a log event carries. */
  private record Piece(long offset, String text) {}

  /**
   * @param shown what of a text is written
   */
  public LogFollower(GridApi api, Surroundings surroundings, UnaryOperator<String> shown) {
    this.api = api;
    this.surroundings = surroundings;
    this.shown = shown;
  }

  /** Returns once the unit is decided, or its job over. */
  public void follow(String job, long unit) throws InterruptedException {
    boolean hasWaited = false;
    while (true) {
      boolean wasLive = attempt(job, unit);
      UnitView now = api.get(JobPaths.unit(job, unit), UnitView.class);
      if (isDecided(now) || api.get(JobPaths.job(job), JobView.class).isOver()) {
        return;
      }
      if (!wasLive && !hasWaited) {
        surroundings.err().println("Unit " + unit + " does not run yet; waiting for it");
        hasWaited = true;
      }
      surroundings.pause().pause(PAUSE);
    }
  }

  private static boolean isDecided(UnitView unit) {
    return unit.state().equals("done") || unit.state().equals("failed");
  }

  /** Follows one attempt; false when none runs. */
  private boolean attempt(String job, long unit) {
    Written written = new Written();
    try {
      api.events(
          JobPaths.unit(job, unit) + "/log?follow=true",
          (name, data) -> {
            switch (name) {
              case "log" -> written.piece(read(data, Piece.class));
              case "document" -> written.whole(job, unit, read(data, UnitLog.class));
              default -> {}
            }
            return !name.equals("end");
          });
    } catch (GridException e) {
      if (!e.code().equals("log.none")) {
        throw e;
      }
    }
    return written.isLive;
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return Documents.read(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the coordinator's event cannot be read: " + json, e);
    }
  }

  /** What was written of one attempt. */
  private final class Written {

    private long offset;
    private boolean isLive;

    void piece(Piece piece) {
      isLive = true;
      if (piece.offset() > offset && offset > 0) {
        surroundings.err().printf("(%,d bytes were not kept)%n", piece.offset() - offset);
      }
      write(piece.text());
      offset = piece.offset() + piece.text().getBytes(StandardCharsets.UTF_8).length;
    }

    /** An attempt that is over is shown only when it is the unit's last: others are retried. */
    void whole(String job, long unit, UnitLog log) {
      UnitView now = api.get(JobPaths.unit(job, unit), UnitView.class);
      if (isDecided(now) || api.get(JobPaths.job(job), JobView.class).isOver()) {
        write(log.text());
      }
    }

    private void write(String text) {
      surroundings.out().print(TextWidth.printableLines(shown.apply(text)));
      surroundings.out().flush();
    }
  }
}
