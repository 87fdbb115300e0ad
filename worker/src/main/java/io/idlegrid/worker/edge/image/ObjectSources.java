package io.idlegrid.worker.edge.image;

import io.idlegrid.image.DamagedObjectException;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ObjectName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks caches one after the other, and the coordinator for what none of them had. A cache that
 * fails or brings nothing is left alone for a while, twice as long each time; one that hands out
 * what is damaged or was not asked for, for long. May be used by several threads.
 */
public final class ObjectSources implements ObjectSource {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectSources.class);
  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final Duration LONG = Duration.ofHours(1);

  private final Supplier<List<Cache>> caches;
  private final ObjectSource coordinator;
  private final Clock clock;
  private final Map<String, Rest> resting = new HashMap<>();

  /**
   * A cache.
   *
   * @param name by which it is known again
   */
  public record Cache(String name, ObjectSource source) {}

  private record Rest(Instant end, Duration length) {}

  /**
   * @param caches those to ask now, the nearest first
   * @param coordinator has everything
   */
  public ObjectSources(Supplier<List<Cache>> caches, ObjectSource coordinator, Clock clock) {
    this.caches = caches;
    this.coordinator = coordinator;
    this.clock = clock;
  }

  @Override
  public void read(List<ObjectName> wanted, Taker taker) throws IOException {
    Set<ObjectName> missing = new LinkedHashSet<>(wanted);
    for (Cache cache : caches.get()) {
      if (!missing.isEmpty() && !isResting(cache.name())) {
        ask(cache, missing, taker);
      }
    }
    if (!missing.isEmpty()) {
      coordinator.read(List.copyOf(missing), taker);
    }
  }

  private void ask(Cache cache, Set<ObjectName> missing, Taker taker) throws IOException {
    int before = missing.size();
    try {
      cache.source().read(List.copyOf(missing), part -> take(part, missing, taker));
      if (missing.size() == before) {
        rest(cache.name(), "it has nothing of it", null);
      } else {
        isWell(cache.name());
      }
    } catch (NotTakenException ours) {
      throw ours.why();
    } catch (DamagedObjectException | StrayObjectException e) {
      LOG.warn("cache {} is not asked for {}: {}", cache.name(), LONG, e.getMessage());
      rest(cache.name(), String.valueOf(e.getMessage()), LONG);
    } catch (SocketTimeoutException e) {
      rest(cache.name(), String.valueOf(e.getMessage()), null);
    } catch (InterruptedIOException stopped) {
      throw stopped;
    } catch (IOException e) {
      rest(cache.name(), String.valueOf(e.getMessage()), null);
    }
  }

  private static void take(Frame part, Set<ObjectName> missing, Taker taker) throws IOException {
    if (!missing.contains(part.name())) {
      throw new StrayObjectException(part.name());
    }
    try {
      taker.take(part);
    } catch (DamagedObjectException damaged) {
      throw damaged;
    } catch (IOException e) {
      throw new NotTakenException(e);
    }
    missing.remove(part.name());
  }

  private synchronized boolean isResting(String cache) {
    Rest rest = resting.get(cache);
    return rest != null && clock.instant().isBefore(rest.end());
  }

  private synchronized void isWell(String cache) {
    resting.remove(cache);
  }

  private synchronized void rest(String cache, String why, @Nullable Duration wanted) {
    Rest before = resting.get(cache);
    Duration length = wanted;
    if (length == null) {
      length = before == null ? SHORT : before.length().multipliedBy(2);
    }
    length = length.compareTo(LONG) > 0 ? LONG : length;
    resting.put(cache, new Rest(clock.instant().plus(length), length));
    LOG.info("cache {} is left alone for {}: {}", cache, length, why);
  }

  /** Whoever asked did not take a part; the cache is not to blame. */
  private static final class NotTakenException extends IOException {

    private static final long serialVersionUID = 1;

    NotTakenException(IOException cause) {
      super(cause);
    }

    IOException why() {
      return getCause() instanceof IOException why ? why : this;
    }
  }

  private static final class StrayObjectException extends IOException {

    private static final long serialVersionUID = 1;

    StrayObjectException(ObjectName name) {
      super("it sent object " + name + ", which nobody asked for");
    }
  }
}
