package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.coordinator.edge.live.GridPulse;
import io.idlegrid.coordinator.edge.live.LiveHub;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.edge.rest.view.LiveViews;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.live.OverviewView;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: the progress of a job and the log of an attempt, until they end or the
 * watcher goes. Each stream has a thread of its own while it lasts; there are as many as people who
 * watch.
 */
final class EventStreams {

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int MOST_PER_ACCOUNT = 64;
  private static final int MOST_WAITING = 1_000;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** As long as somebody goes on seeing what they may not see any more. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(3);

  /** A device that is in reach tells what it keeps within moments. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Whoever looks at a log often looks again soon. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final LiveHub hub;
  private final GridPulse pulse;
  private final GridLoop loop;
  private final ObjectMapper json;
  private final ExecutorService threads;
  private final Doorkeeper doorkeeper;
  private final Clock clock;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  EventStreams(
      LiveHub hub,
      GridPulse pulse,
      GridLoop loop,
      ObjectMapper json,
      ExecutorService threads,
      Doorkeeper doorkeeper,
      Clock clock) {
    this.hub = hub;
    this.pulse = pulse;
    this.loop = loop;
    this.json = json;
    this.threads = threads;
    this.doorkeeper = doorkeeper;
    this.clock = clock;
  }

  private record Event(String name, String data) {

    static final Event END = new Event("end", "{}");

    byte[] bytes() {
      return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Somebody who watches; asked again and again whether they still may.
   *
   * @param now who they are by now
   * @param mayWatch whether this is theirs to watch
   */
  private record Watcher(AtomicReference<Caller.User> now, Predicate<Caller.User> mayWatch) {

    Caller.User user() {
      return Objects.requireNonNull(now.get());
    }
  }

  @FunctionalInterface
  private interface Source {
    /** Starts to fill the queue; the result ends it. */
    Runnable start(BlockingQueue<Event> events);
  }

  /** Streams the log of a running attempt of an account's job. */
  void follow(Request request, AttemptId attempt, String account) {
    stream(
        request,
        watcher(request, user -> user.mayTouch(account, Right.READ_ALL_RESULTS)),
        events -> {
          Runnable log =
              hub.watchLog(
                  attempt,
                  (offset, text) ->
                      events.offer(event("log", Map.of("offset", offset, "text", text))));
          Runnable end = hub.watchJob(attempt.unit().job(), () -> endIfOver(attempt, events));
          loop.tell(told -> told.grid().follow(attempt, true));
          return () -> {
            unfollow(attempt, log);
            end.run();
          };
        });
  }

  /**
   * The device is told a while later, if nobody else watches by then: it would not tell what it
   * keeps to somebody who comes at once.
   */
  private void unfollow(AttemptId attempt, Runnable log) {
    log.run();
    CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS, threads)
        .execute(
            () ->
                loop.tell(
                    told -> {
                      if (hub.forgetLog(attempt)) {
                        told.grid().follow(attempt, false);
                      }
                    }));
  }

  /** What a running attempt wrote last; asks its device, and waits a moment for the answer. */
  LogSoFar soFar(Request request, AttemptId attempt) {
    String account = request.user().account().name();
    take(account);
    LogSoFar log = new LogSoFar();
    Runnable watch = hub.watchLog(attempt, log);
    try {
      loop.tell(told -> told.grid().follow(attempt, true));
      log.await(ANSWER);
      return log;
    } finally {
      unfollow(attempt, watch);
      giveBack(account);
    }
  }

  /** Streams the progress of a job. */
  void progress(Request request, Job job) {
    stream(
        request,
        watcher(request, user -> user.mayTouch(job.account(), Right.SEE_ALL_JOBS)),
        events -> hub.watchJob(job.id(), () -> show(job.id(), events)));
  }

  private static Watcher watcher(Request request, Predicate<Caller.User> mayWatch) {
    return new Watcher(new AtomicReference<>(request.user()), mayWatch);
  }

  /** Streams the grid at a glance and what of it changed, as far as an account may see. */
  void overview(Request request) {
    Watcher watcher = watcher(request, anybody -> true);
    stream(
        request,
        watcher,
        events -> {
          AtomicReference<OverviewView> last = new AtomicReference<>();
          return pulse.watch(beat -> show(beat, watcher.user(), last, events));
        });
  }

  private void show(
      GridPulse.Beat beat,
      Caller.User watcher,
      AtomicReference<OverviewView> last,
      BlockingQueue<Event> events) {
    OverviewView view = LiveViews.overview(beat, watcher);
    OverviewView before = last.get();
    if (before == null || !LiveViews.saysTheSame(before, view)) {
      last.set(view);
      events.offer(event(OverviewView.EVENT, view));
    }
    offer(OverviewView.DEVICES_EVENT, LiveViews.devices(beat, watcher), events);
    offer(OverviewView.JOBS_EVENT, LiveViews.jobs(beat, watcher), events);
  }

  private void offer(String name, OverviewView.Changed changed, BlockingQueue<Event> events) {
    if (!changed.ids().isEmpty()) {
      events.offer(event(name, changed));
    }
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

  private void stream(Request request, Watcher watcher, Source source) {
    Context context = request.context();
    context.status(200);
    context.contentType("text/event-stream");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no");
    if (request.isHead()) {
      return;
    }
    String account = request.user().account().name();
    take(account);
    // The server ends the answer once this future is done, not when the handler returns.
    context.future(
        () ->
            CompletableFuture.runAsync(() -> pump(context, watcher, source), threads)
                .whenComplete((done, error) -> giveBack(account)));
  }

  /** Each stream keeps a thread and a connection: nobody needs more than a few. */
  private void take(String account) {
    int now = open.merge(account, 1, Integer::sum);
    if (now > MOST_PER_ACCOUNT) {
      giveBack(account);
      throw RefusedException.tooMany(
              "events.too-many",
              "account %s watches %d streams already".formatted(account, MOST_PER_ACCOUNT),
              "close some; one stream of /api/v1/events tells of all jobs and devices",
              Duration.ofSeconds(10))
          .with("most", MOST_PER_ACCOUNT);
    }
  }

  private void giveBack(String account) {
    open.computeIfPresent(account, (name, count) -> count > 1 ? count - 1 : null);
  }

  private void pump(Context context, Watcher watcher, Source source) {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>(MOST_WAITING);
    Runnable end = source.start(events);
    try {
      send(context.res().getOutputStream(), watcher, events);
    } catch (IOException e) {
      LOG.debug("a watcher went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end.run();
    }
  }

  private void send(OutputStream out, Watcher watcher, BlockingQueue<Event> events)
      throws IOException, InterruptedException {
    Instant askAt = clock.instant().plus(ASK_AGAIN);
    Instant silentUntil = clock.instant().plus(KEEP_ALIVE);
    boolean isOver = false;
    while (!isOver) {
      Event event = events.poll(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      Instant now = clock.instant();
      if (!now.isBefore(askAt)) {
        askAt = now.plus(ASK_AGAIN);
        isOver = !mayGoOn(watcher, now);
      }
      if (!isOver && (event != null || !now.isBefore(silentUntil))) {
        out.write(event == null ? STILL_HERE : event.bytes());
        out.flush();
        silentUntil = now.plus(KEEP_ALIVE);
      }
      isOver = isOver || Event.END.equals(event);
    }
  }

  /** A watcher who is shut out hears nothing more; one who has other rights sees by these. */
  private boolean mayGoOn(Watcher watcher, Instant now) {
    Optional<Caller.User> again = doorkeeper.again(watcher.user(), now);
    again.ifPresent(watcher.now()::set);
    return again.filter(watcher.mayWatch()).isPresent();
  }

  private Event event(String name, Object data) {
    try {
      return new Event(name, json.writeValueAsString(data));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of our own cannot be written", e);
    }
  }
}
