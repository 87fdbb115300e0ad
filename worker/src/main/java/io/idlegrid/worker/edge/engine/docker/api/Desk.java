package io.idlegrid.worker.edge.engine.docker.api;

import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests, has each worked on by a thread of its own, and knows when there is no work. */
final class Desk {

  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final ContainerEngine engine;
  private final ImageLoad images;
  private final EventWriter events;
  private final Duration patience;
  private final Map<String, LiveContainer> containers = new ConcurrentHashMap<>();
  private final ExecutorService hands = Executors.newCachedThreadPool();
  private final Timer clock = new Timer("looks for work", true);
  private final AtomicInteger working = new AtomicInteger();
  private volatile long lastWork = System.nanoTime();
  private boolean leaving;

  Desk(ContainerEngine engine, EventWriter events, Duration patience) {
    this.engine = engine;
    this.images = new ImageLoad(engine.client());
    this.events = events;
    this.patience = patience;
  }

  void open() {
    long pace = Math.max(1, patience.toMillis() / 4);
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            leaveIfIdle();
          }
        };
    clock.schedule(look, pace, pace);
  }

  synchronized void take(Request request) {
    if (request instanceof Request.Took took) {
      find(took.attempt()).ifPresent(container -> container.mayWrite(took.bytes()));
    } else if (request instanceof Request.Feed feed) {
      images.feed(feed.goesOn());
    } else if (leaving) {
      events.write(new Reply.Left(request.id()));
    } else {
      working.incrementAndGet();
      hands.execute(() -> work(request));
    }
  }

  private void work(Request request) {
    try {
      events.write(answer(request));
    } catch (RuntimeException e) {
      LOG.debug("request {} failed", request, e);
      events.write(EngineFailure.of(request.id(), e));
    } finally {
      lastWork = System.nanoTime();
      working.decrementAndGet();
    }
  }

  private Reply answer(Request request) {
    engine.reach();
    if (request instanceof Request.Look) {
      return engine.look(request.id());
    }
    if (request instanceof Request.RemoveStale) {
      return new Reply.Removed(request.id(), engine.removeStale(containers.keySet()));
    }
    if (request instanceof Request.Load load) {
      images.load(load);
      return new Reply.Done(request.id());
    }
    if (request instanceof Request.Unload unload) {
      images.unload(unload.tag());
      return new Reply.Done(request.id());
    }
    if (request instanceof Request.Run run) {
      return run(run);
    }
    if (request instanceof Request.Check check) {
      return new Reply.Checked(request.id(), passes(check));
    }
    return handle(request);
  }

  private boolean passes(Request.Check check) {
    Duration timeout = Duration.ofMillis(check.timeoutMillis());
    return find(check.attempt())
        .map(container -> container.passes(check.command(), timeout))
        .orElse(false);
  }

  private Reply run(Request.Run run) {
    String attempt = run.spec().attempt();
    LiveContainer container = new LiveContainer(engine, run.spec(), events);
    containers.put(attempt, container);
    try {
      return container.start(run.id(), hands);
    } catch (RuntimeException e) {
      containers.remove(attempt);
      container.remove();
      throw e;
    }
  }

  private Reply handle(Request request) {
    if (request instanceof Request.Pause pause) {
      find(pause.attempt()).ifPresent(LiveContainer::pause);
    } else if (request instanceof Request.Unpause unpause) {
      find(unpause.attempt()).ifPresent(LiveContainer::unpause);
    } else if (request instanceof Request.Signal signal) {
      find(signal.attempt()).ifPresent(container -> container.signal(signal.signal()));
    } else if (request instanceof Request.Remove remove) {
      remove(remove.attempt());
    }
    return new Reply.Done(request.id());
  }

  /** Where that fails the container is stale: the next agent, or companion, tries again. */
  private void remove(String attempt) {
    LiveContainer container = containers.remove(attempt);
    if (container != null) {
      container.remove();
    }
  }

  private Optional<LiveContainer> find(String attempt) {
    return Optional.ofNullable(containers.get(attempt));
  }

  private synchronized void leaveIfIdle() {
    boolean idle = System.nanoTime() - lastWork >= patience.toNanos();
    if (idle && containers.isEmpty() && working.get() == 0 && !leaving) {
      leaving = true;
      events.write(new Event.Leaving());
    }
  }

  /** The agent is gone. */
  void close() {
    for (LiveContainer container : containers.values()) {
      try {
        container.abandon();
      } catch (RuntimeException e) {
        LOG.warn("a container stays behind until the next agent starts: {}", e.toString());
      }
    }
  }
}
