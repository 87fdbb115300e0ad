package io.idlegrid.worker.edge.image;

import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.ImageWish;
import io.idlegrid.worker.domain.run.Engine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private List<ImageWish> wishes = List.of();
  private long number;
  private boolean isClosed;

  /**
   * What it works with.
   *
   * @param engine the engine that runs images here
   * @param idle waits while the owner uses the device
   * @param refusal why the owner does not want an account's image here
   * @param tell hears of every change, all images each time
   */
  public record Tools(
      Supplier<Optional<Engine>> engine,
      Idle idle,
      Function<ImageWish, Optional<String>> refusal,
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

  /** The next wish that nothing was done about; empty once this is closed. */
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
                .filter(wish -> !states.containsKey(wish.digest()))
                .findFirst();
        if (next.isPresent()) {
          return next;
        }
        wait();
      }
    }
  }

  private void fetch(ImageWish wish) throws InterruptedException {
    long mine;
    synchronized (this) {
      mine = number;
    }
    BooleanSupplier isOld = () -> isOld(mine);
    Optional<String> refusal = tools.refusal().apply(wish);
    Optional<Engine> engine = tools.engine().get();
    if (refusal.isPresent() || engine.isEmpty()) {
      note(mine, wish, ImageState.REFUSED, refusal.orElse("no engine runs images here"), 0, 0);
      return;
    }
    note(mine, wish, ImageState.WAITING, "until the device is idle", 0, 0);
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
                  note(mine, wish, ImageState.FETCHING, "", done, total);
                }
              })
          .close();
      note(mine, wish, ImageState.HERE, "", 0, 0);
    } catch (InterruptedIOException givenUp) {
      LOG.debug("image {} is no longer fetched", wish.digest());
    } catch (IOException e) {
      note(mine, wish, ImageState.REFUSED, String.valueOf(e.getMessage()), 0, 0);
    }
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

  private void note(long mine, ImageWish wish, String state, String detail, long done, long total) {
    synchronized (this) {
      if (mine != number) {
        return;
      }
      states.put(wish.digest(), new ImageState(wish.digest(), state, detail, done, total));
    }
    tell();
  }

  private void tell() {
    List<ImageState> all = new ArrayList<>();
    try {
      List<String> held = store.held();
      held.forEach(digest -> all.add(new ImageState(digest, ImageState.HERE, "", 0, 0)));
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
