package io.idlegrid.worker.edge.image;

import io.idlegrid.image.DamagedObjectException;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.protocol.image.ImageState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches parts until all are here. A part that came whole is kept, so a transfer that breaks goes
 * on behind it; a part that came damaged is asked for again.
 */
final class PartFetch {

  private static final Logger LOG = LoggerFactory.getLogger(PartFetch.class);

  /** Parts per request: about 4 MiB, which is what a stop waits for at most. */
  private static final int BATCH = 256;

  /** Tries in a row that bring nothing. */
  private static final int MOST_TRIES = 5;

  private final ObjectSource source;
  private final ObjectPacks objects;
  private final BooleanSupplier isStopped;
  private final Duration pause;
  private int damaged;
  private long bytes;
  private LongConsumer listener = any -> {};

  /**
   * @param pause after the first try that brings nothing; doubles with each
   */
  PartFetch(ObjectSource source, ObjectPacks objects, BooleanSupplier isStopped, Duration pause) {
    this.source = source;
    this.objects = objects;
    this.isStopped = isStopped;
    this.pause = pause;
  }

  /** Bytes of the parts that came so far, unpacked. */
  long bytes() {
    return bytes;
  }

  /** From now on tells how many came. */
  void onBytes(LongConsumer hears) {
    listener = hears;
  }

  /** Fetches those that are not here. */
  void fetch(Iterator<ObjectName> wanted) throws IOException {
    Set<ObjectName> batch = new LinkedHashSet<>();
    while (wanted.hasNext()) {
      ObjectName name = wanted.next();
      if (!objects.has(name)) {
        batch.add(name);
      }
      if (batch.size() == BATCH || !wanted.hasNext()) {
        fetchAll(batch);
        batch.clear();
      }
    }
  }

  private void fetchAll(Set<ObjectName> missing) throws IOException {
    int vain = 0;
    while (!missing.isEmpty()) {
      int before = missing.size();
      String problem = "it does not have it";
      try {
        source.read(List.copyOf(missing), part -> take(part, missing));
      } catch (SocketTimeoutException e) {
        problem = "no answer in time";
        LOG.debug("{} parts of an image are still missing: {}", missing.size(), problem);
      } catch (InterruptedIOException stopped) {
        throw stopped;
      } catch (ImageRefusal full) {
        throw full;
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
        LOG.debug("{} parts of an image are still missing: {}", missing.size(), problem);
      }
      vain = missing.size() < before ? 0 : vain + 1;
      if (vain >= MOST_TRIES) {
        throw new ImageRefusal(
            ImageState.LINK,
            "part %s of the image cannot be fetched%s: %s"
                .formatted(
                    missing.iterator().next(),
                    damaged > 0 ? " (parts came damaged %d times)".formatted(damaged) : "",
                    problem));
      }
      if (vain > 0) {
        pause(pause.toMillis() << (vain - 1));
      }
    }
  }

  private void take(Frame part, Collection<ObjectName> missing) throws IOException {
    if (isStopped.getAsBoolean()) {
      throw new InterruptedIOException("the attempt was stopped while its image was fetched");
    }
    if (!missing.contains(part.name())) {
      return;
    }
    try {
      objects.put(part);
    } catch (DamagedObjectException e) {
      // Whoever handed it over breaks off: it is not to be believed in what follows either.
      damaged++;
      throw e;
    } catch (IOException e) {
      throw new ImageRefusal(
          ImageState.DISK, "the image cannot be stored here: " + e.getMessage(), e);
    }
    missing.remove(part.name());
    bytes += part.size();
    listener.accept(bytes);
  }

  private void pause(long millis) throws IOException {
    try {
      long step = 100;
      for (long left = millis; left > 0 && !isStopped.getAsBoolean(); left -= step) {
        TimeUnit.MILLISECONDS.sleep(Math.min(step, left));
      }
      if (isStopped.getAsBoolean()) {
        throw new InterruptedIOException("the attempt was stopped while its image was fetched");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an image was fetched");
    }
  }
}
