package io.idlegrid.worker.edge.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.availability.Room;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.JavaRuntime;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs attempts, each in a thread of its own, and tells the agent how they go. */
public final class AttemptRunner implements StoppableAttempts, AutoCloseable {

  /** Processes and threads of one unit; Java alone starts thirty. */
  static final int MOST_PROCESSES = 512;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final Tools tools;
  private final LongSupplier nanoTime;
  private final Map<LeaseRef, OneAttempt> running = new ConcurrentHashMap<>();
  private final Set<LeaseRef> followed = ConcurrentHashMap.newKeySet();
  private final AtomicLong begun = new AtomicLong();
  private volatile boolean areStanding;
  private volatile Duration grace = Duration.ofSeconds(10);
  private volatile AttemptListener listener = AttemptListener.NOBODY;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "attempt");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * What attempts are run with.
   *
   * @param engines usable engines, best first; asked for each attempt, since they come and go
   * @param attempts folder in which each attempt has one of its own
   * @param mostCores most cores for one unit, by the owner's policy
   * @param gate closed while attempts must not run
   * @param java runtime that attempts can use
   * @param started called when an attempt begins, or something is to be done with those that run
   * @param events where the agent hears of it
   */
  public record Tools(
      Supplier<List<Engine>> engines,
      BlobCache cache,
      ImageStore images,
      Http http,
      Path attempts,
      double mostCores,
      Gate gate,
      Optional<JavaRuntime> java,
      ObjectMapper json,
      Runnable started,
      Consumer<Event> events) {}

  /** Opens the folder; what belongs to no attempt that is still held is removed. */
  public AttemptRunner(Tools tools, Collection<Held> held) throws IOException {
    this(tools, held, System::nanoTime);
  }

  AttemptRunner(Tools tools, Collection<Held> held, LongSupplier nanoTime) throws IOException {
    this.tools = tools;
    this.nanoTime = nanoTime;
    Files.createDirectories(tools.attempts());
    Set<String> names = new HashSet<>();
    held.forEach(attempt -> names.add(AttemptFolders.name(attempt.lease())));
    AttemptFolders.sweep(tools.attempts(), names);
  }

  /** Starts an attempt. */
  public void run(Held attempt) {
    OneAttempt one =
        new OneAttempt(
            attempt,
            begun.incrementAndGet(),
            tools,
            new OneAttempt.Runner(this::isFollowed, () -> grace, () -> listener, nanoTime));
    running.put(attempt.lease(), one);
    tools.started().run();
    threads.execute(() -> run(attempt, one));
  }

  /** Stops an attempt; unless it is wanted, nothing more is heard of it. */
  public void stop(LeaseRef lease, String reason, boolean isWanted) {
    OneAttempt one = running.get(lease);
    if (one != null) {
      one.stop(reason, isWanted);
    }
  }

  /** All stand still from now on, but for those that leave; or go on as far as the guard lets. */
  public void standStill(boolean isWanted) {
    areStanding = isWanted;
    tools.started().run();
  }

  /** Ends an attempt at once; nothing more is heard of it. */
  public void kill(LeaseRef lease, String reason) {
    OneAttempt one = running.get(lease);
    if (one != null) {
      one.kill(reason);
    }
  }

  /** Nobody holds it any more: what an earlier worker left of it goes, unless it runs. */
  public void discard(LeaseRef lease) {
    if (!threads.isShutdown()) {
      threads.execute(() -> removeWhatIsLeft(lease));
    }
  }

  private void removeWhatIsLeft(LeaseRef lease) {
    Path left = tools.attempts().resolve(AttemptFolders.name(lease));
    try {
      if (!running.containsKey(lease)) {
        RemoveFolder.remove(left);
      }
    } catch (IOException e) {
      LOG.warn("{} stays until the next start: {}", left, e.toString());
    }
  }

  /** Reports new log text of exactly these attempts. */
  public void follow(List<LeaseRef> leases) {
    followed.clear();
    followed.addAll(leases);
    running.values().forEach(OneAttempt::followIfWanted);
  }

  /** Tells of attempts from now on. */
  public void listen(AttemptListener newListener) {
    listener = newListener;
  }

  @Override
  public Settled settle(Wish wish) {
    List<String> failures = new ArrayList<>();
    int thaws = wish.mostThaws();
    boolean areWaiting = false;
    List<OneAttempt> all = inOrder();
    List<Boolean> fits = new Room(wish.cores()).fits(all.stream().map(OneAttempt::cores).toList());
    for (int place = 0; place < all.size(); place++) {
      OneAttempt one = all.get(place);
      boolean mayRun = !wish.areStopped() && !areStanding && fits.get(place);
      boolean stands = !mayRun && !one.isLeaving();
      if (stands) {
        freeze(one, true, failures);
      } else if (one.isFrozen() && (thaws > 0 || one.isLeaving())) {
        thaws -= one.isLeaving() ? 0 : 1;
        freeze(one, false, failures);
      } else {
        areWaiting |= one.isFrozen();
      }
    }
    return new Settled(areWaiting, failures);
  }

  @Override
  public boolean areLeaving() {
    return running.values().stream().anyMatch(OneAttempt::isLeaving);
  }

  /** How each attempt stands, in the order in which they began. */
  public List<AttemptStanding> standing() {
    return inOrder().stream().map(OneAttempt::standing).toList();
  }

  /** How long a unit that is asked to end may take to save its state. */
  public void giveGrace(Duration newGrace) {
    grace = newGrace;
  }

  private List<OneAttempt> inOrder() {
    return running.values().stream().sorted(Comparator.comparingLong(OneAttempt::number)).toList();
  }

  private static void freeze(OneAttempt one, boolean isFrozen, List<String> failures) {
    try {
      one.freeze(isFrozen);
    } catch (EngineException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  /** Memory promised to the attempts that run. */
  public long memoryPromised() {
    return running.values().stream().mapToLong(OneAttempt::memoryBytes).sum();
  }

  /** Disk promised to the attempts that run. */
  public long diskPromised() {
    return running.values().stream().mapToLong(OneAttempt::diskBytes).sum();
  }

  /** How many attempts run, are fetched or collected. */
  public int size() {
    return running.size();
  }

  /**
   * Kills what runs, and waits for its end; what hangs in a download is left to its fate. Folders
   * stay for the next worker, which goes on with what is held still.
   */
  @Override
  public void close() {
    running.values().forEach(OneAttempt::abandon);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} attempts did not end within {}", running.size(), PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFollowed(LeaseRef lease) {
    return followed.contains(lease);
  }

  private void run(Held attempt, OneAttempt one) {
    Optional<AttemptOutcome> outcome;
    try {
      outcome = one.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = Optional.empty();
    } catch (Throwable e) {
      // An error too: whoever stays among those that run is promised memory, and watched for, ever.
      LOG.warn("attempt {} cannot be run here", attempt.lease(), e);
      outcome =
          Optional.of(
              Outcomes.beforeRun(attempt, Kind.DEVICE_FAULT, String.valueOf(e.getMessage())));
    }
    running.remove(attempt.lease());
    outcome
        .filter(end -> one.isWanted())
        .ifPresent(end -> tools.events().accept(new Event.Ended(end)));
  }
}
