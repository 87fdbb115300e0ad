package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.image.ImpatientStream.Least;
import io.idlegrid.image.registry.RegistryHttp;
import io.idlegrid.image.registry.RegistryRefusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lets time pass between tries that bring nothing, twice as long each time and never quite the
 * same: a registry that comes back shall not hear everybody at once.
 *
 * @param first pause
 * @param least what has to come of an answer, or it is broken off
 */
record Tries(Duration first, Least least) {

  /** In a row, without a byte more: with a second at first, a quarter of a minute in all. */
  static final int MOST = 5;

  static final Tries PATIENT = new Tries(Duration.ofSeconds(1), RegistryHttp.PATIENCE);

  /** Asks something that may be repeated. */
  interface Question<T> {
    T ask() throws IOException;
  }

  <T> T ask(Question<T> question) throws IOException {
    for (int vain = 1; ; vain++) {
      try {
        return question.ask();
      } catch (IOException e) {
        after(vain, e);
      }
    }
  }

  /** Waits before the next try, or says why there is none. */
  void after(int vain, IOException problem) throws IOException {
    boolean isFinal = problem instanceof RegistryRefusal;
    if (isFinal || vain >= MOST || Thread.currentThread().isInterrupted()) {
      throw problem;
    }
    long most = first.toMillis() << (vain - 1);
    try {
      TimeUnit.MILLISECONDS.sleep(
          most == 0 ? 0 : most / 2 + ThreadLocalRandom.current().nextLong(most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a registry was waited for");
    }
  }
}
