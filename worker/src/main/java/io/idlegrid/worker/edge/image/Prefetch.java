package io.idlegrid.worker.edge.image;

import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageWish;
import io.idlegrid.worker.domain.run.Engine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches images before they are needed, one after the other and only while the owner does not use
 * the device. Tells which images are here and how far the others are.
 */
public final class Prefetch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);

  /** How much must have come before somebody is told. */
  private static final long TELL_EVERY = 1L << 20;

  private final ImageStore store;
  private final Tools tools;
  private final Map<String, ImageState> states = new LinkedHashMap<>();

  /** When an image that was refused is tried again, by {@link System#nanoTime}. */
  private final Map<String, Long> again = new HashMap<>();

  private List<ImageWish> wishes = List.of();
  private long number;
  private boolean isClosed;

  /**
   * What it works with.
   *
   * @param engine the engine that runs images here
   * @param idle waits while the owner uses the device
   * @param refusal why the owner does not want an account's image here
   * @param again after which time an image that was refused is tried once more: disks are cleared,
   *     links come back and owners change their minds
   * @param tell hears of every change, all images each time
   */
  public record Tools(
      Supplier<Optional<Engine>> engine,
      Idle idle,
      Function<ImageWish, Optional<String>> refusal,
      Duration again,
      Consumer<List<ImageState>> tell) {}

  /** Waits until the device is idle, or the one who waits has given up. */
  @FunctionalInterface
  public interface Idle {
    void await(BooleanSupplier hasGivenUp) throws InterruptedException;
  }

  public Prefetch(ImageStore store, Tools tools) {
    this.store = store;
    this.tools = tools;
  }

  /** Begins, and tells what is here. */
  public void start() {
    store.onChange(this::tell);
    Thread thread = new Thread(this::run, "fetches images ahead");
    thread.setDaemon(true);
    thread.start();
    tell();
  }

  /** What is wanted from now on; what is under way and no longer wanted is given up. */
  public synchronized void want(List<ImageWish> newer) {
    if (newer.equals(wishes)) {
      return;
    }
    wishes = List.copyOf(newer);
    states.clear();
    again.clear();
    number++;
    notifyAll();
  }

  private void run() {
    try {
      for (Optional<ImageWish> next = next(); next.isPresent(); next = next()) {
        fetch(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | IOException e) {
      LOG.error("images are fetched only when units need them from now on", e);
    }
  }

  /** The next wish that something is to be done about; empty once this is closed. */
  private Optional<ImageWish> next() throws InterruptedException, IOException {
    while (true) {
      synchronized (this) {
        if (isClosed) {
          return Optional.empty();
        }
      }
      List<String> held = store.held();
      synchronized (this) {
        Optional<ImageWish> next =
            wishes.stream()
                .filter(wish -> !held.contains(wish.digest()))
                .filter(wish -> !states.containsKey(wish.digest()) || isDue(wish.digest()))
                .findFirst();
        if (next.isPresent()) {
          again.remove(next.get().digest());
          return next;
        }
        wait(untilTheNext());
      }
    }
  }

  private boolean isDue(String digest) {
    Long at = again.get(digest);
    return at != null && at - System.nanoTime() <= 0;
  }

  /** Milliseconds; 0 where nothing is to be tried again. */
  private long untilTheNext() {
    long now = System.nanoTime();
    return again.values().stream()
        .mapToLong(at -> Math.max(1, TimeUnit.NANOSECONDS.toMillis(at - now) + 1))
        .min()
        .orElse(0);
  }

  private void fetch(ImageWish wish) throws InterruptedException {
    long mine;
    synchronized (this) {
      mine = number;
    }
    BooleanSupplier isOld = () -> isOld(mine);
    Optional<String> refusal = tools.refusal().apply(wish);
    Optional<Engine> engine = tools.engine().get();
    if (refusal.isPresent()) {
      refused(mine, wish, ImageState.OWNER, refusal.get());
      return;
    }
    if (engine.isEmpty()) {
      refused(mine, wish, ImageState.ENGINE, "no engine runs images here");
      return;
    }
    waits(mine, wish);
    tools.idle().await(isOld);
    long[] told = {0};
    try {
      store
          .use(
              wish.digest(),
              engine.get(),
              () -> isOldOrBusy(isOld),
              (done, total) -> {
                if (told[0] == 0 || done - told[0] >= TELL_EVERY) {
                  told[0] = Math.max(1, done);
                  note(mine, ImageState.of(wish.digest(), ImageState.FETCHING, done, total));
                }
              })
          .close();
      note(mine, ImageState.of(wish.digest(), ImageState.HERE, 0, 0));
    } catch (InterruptedIOException givenUp) {
      LOG.debug("image {} is no longer fetched", wish.digest());
    } catch (ImageRefusal e) {
      refused(mine, wish, e.reason(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      refused(mine, wish, null, String.valueOf(e.getMessage()));
    }
  }

  /** What was refused before stays so until something comes of it. */
  private void waits(long mine, ImageWish wish) {
    synchronized (this) {
      if (states.containsKey(wish.digest())) {
        return;
      }
    }
    note(
        mine,
        new ImageState(
            wish.digest(), ImageState.WAITING, "until the device is idle", 0, 0, ImageState.BUSY));
  }

  private void refused(long mine, ImageWish wish, @Nullable String reason, String detail) {
    synchronized (this) {
      if (mine == number) {
        again.put(wish.digest(), System.nanoTime() + tools.again().toNanos());
      }
    }
    note(mine, new ImageState(wish.digest(), ImageState.REFUSED, detail, 0, 0, reason));
  }

  /** Stands still while the owner uses the device. */
  private boolean isOldOrBusy(BooleanSupplier isOld) {
    try {
      tools.idle().await(isOld);
      return isOld.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private synchronized boolean isOld(long mine) {
    return isClosed || mine != number;
  }

  private void note(long mine, ImageState state) {
    synchronized (this) {
      if (mine != number) {
        return;
      }
      states.put(state.digest(), state);
    }
    tell();
  }

  private void tell() {
    List<ImageState> all = new ArrayList<>();
    try {
      List<String> held = store.held();
      held.forEach(digest -> all.add(ImageState.of(digest, ImageState.HERE, 0, 0)));
      synchronized (this) {
        states.values().stream()
            .filter(state -> !state.state().equals(ImageState.HERE))
            .filter(state -> !held.contains(state.digest()))
            .forEach(all::add);
      }
      tools.tell().accept(all);
    } catch (IOException e) {
      LOG.warn("the images of this device cannot be listed: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
