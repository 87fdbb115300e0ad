package io.idlegrid.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Follows a unit's log to its end; waits for the unit to start, and for a coordinator to return.
 */
final class LogFollower {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(15);
  private static final int MOST_SILENT_TRIES = 40;

  private final GridApi api;
  private final String job;
  private final long unit;
  private final Consumer<String> lines;
  private final Pauses pauses;

  /** Bytes of the log that were shown; what a new connection repeats is passed over. */
  private long shown;

  private boolean isOver;

  LogFollower(GridApi api, String job, long unit, Consumer<String> lines, Pauses pauses) {
    this.api = api;
    this.job = job;
    this.unit = unit;
    this.lines = lines;
    this.pauses = pauses;
  }

  void follow() {
    int silent = 0;
    while (!isOver) {
      try {
        api.events(JobHandle.path(job) + "/units/" + unit + "/log?follow=true", this::hear);
        silent = 0;
      } catch (UnreachableException e) {
        if (++silent > MOST_SILENT_TRIES) {
          throw e;
        }
        pauses.take(Pauses.backOff(silent - 1, PAUSE, MOST_PAUSE));
      } catch (GridException e) {
        boolean isToCome = e.code().equals("log.none") && !isJobOver();
        if (!isToCome) {
          throw e;
        }
        pauses.take(PAUSE);
      }
    }
  }

  private boolean isJobOver() {
    return api.get(JobHandle.path(job), JobView.class).isOver();
  }

  private boolean hear(String name, String data) {
    switch (name) {
      case "log" -> {
        JsonNode log = api.parse(data, JsonNode.class);
        show(log.path("offset").asLong(), log.path("text").asText());
      }
      case "document" -> {
        UnitLog log = api.parse(data, UnitLog.class);
        show(log.droppedBytes(), log.text());
        isOver = true;
      }
      case "end" -> isOver = true;
      default -> {
        // A newer coordinator may tell more.
      }
    }
    return !isOver;
  }

  private void show(long offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long end = offset + bytes.length;
    if (end > shown) {
      int known = (int) Math.max(0, shown - offset);
      lines.accept(new String(bytes, known, bytes.length - known, StandardCharsets.UTF_8));
      shown = end;
    }
  }
}
