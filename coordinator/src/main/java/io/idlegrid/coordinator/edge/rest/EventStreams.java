package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.edge.live.LiveHub;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.flow.JobProgress;
import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: the progress of a job and the log of an attempt, until they end or the
 * watcher goes. Each stream has a thread of its own while it lasts; there are as many as people who
 * watch.
 */
final class EventStreams {

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int MOST_WAITING = 1_000;
  private static final long KEEP_ALIVE_SECONDS = 15;
  private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final LiveHub hub;
  private final GridLoop loop;
  private final ObjectMapper json;
  private final ExecutorService threads;

  EventStreams(LiveHub hub, GridLoop loop, ObjectMapper json, ExecutorService threads) {
    this.hub = hub;
    this.loop = loop;
    this.json = json;
    this.threads = threads;
  }

  private record Event(String name, String data) {

    static final Event END = new Event("end", "{}");

    byte[] bytes() {
      return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
  }

  @FunctionalInterface
  private interface Source {
    /** Starts to fill the queue; the result ends it. */
    Runnable start(BlockingQueue<Event> events);
  }

  /** Streams the log of a running attempt. */
  void follow(Context context, AttemptId attempt) {
    stream(
        context,
        events -> {
          Runnable log =
              hub.watchLog(
                  attempt,
                  (offset, text) ->
                      events.offer(event("log", Map.of("offset", offset, "text", text))));
          Runnable end = hub.watchJob(attempt.unit().job(), () -> endIfOver(attempt, events));
          loop.tell(told -> told.grid().follow(attempt, true));
          return () -> {
            loop.tell(told -> told.grid().follow(attempt, false));
            log.run();
            end.run();
          };
        });
  }

  /** Streams the progress of a job. */
  void progress(Context context, JobId job) {
    stream(context, events -> hub.watchJob(job, () -> show(job, events)));
  }

  private void show(JobId job, BlockingQueue<Event> events) {
    loop.tell(
        told -> {
          Optional<JobProgress> progress = told.grid().progress(job);
          progress.map(JobViews::view).ifPresent(view -> events.offer(event("progress", view)));
          if (isOver(progress)) {
            events.offer(Event.END);
          }
        });
  }

  private static boolean isOver(Optional<JobProgress> progress) {
    return progress
        .map(now -> now.status().state().isFinal() && now.status().results().isPresent())
        .orElse(true);
  }

  private void endIfOver(AttemptId attempt, BlockingQueue<Event> events) {
    loop.tell(
        told -> {
          if (!told.grid().attempts(attempt.unit()).contains(attempt)) {
            events.offer(Event.END);
          }
        });
  }

  private void stream(Context context, Source source) {
    context.status(200);
    context.contentType("text/event-stream");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no");
    AsyncContext async = context.req().startAsync();
    async.setTimeout(0);
    threads.execute(() -> pump(async, source));
  }

  private void pump(AsyncContext async, Source source) {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>(MOST_WAITING);
    Runnable end = source.start(events);
    try {
      send(async.getResponse().getOutputStream(), events);
    } catch (IOException e) {
      LOG.debug("a watcher went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end.run();
      async.complete();
    }
  }

  private static void send(OutputStream out, BlockingQueue<Event> events)
      throws IOException, InterruptedException {
    boolean isOver = false;
    while (!isOver) {
      Event event = events.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
      out.write(event == null ? STILL_HERE : event.bytes());
      out.flush();
      isOver = Event.END.equals(event);
    }
  }

  private Event event(String name, Object data) {
    try {
      return new Event(name, json.writeValueAsString(data));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of our own cannot be written", e);
    }
  }
}
