package io.idlegrid.worker.edge.agent;

import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.worker.loop.Event;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the link to the coordinator comes and goes: once each time, however often it is tried.
 */
public final class LinkNews implements Consumer<Event> {

  private static final Logger LOG = LoggerFactory.getLogger(LinkNews.class);

  private final Consumer<Event> next;
  private final Consumer<CoordinatorMessage.Welcome> welcomed;
  private final Consumer<CoordinatorMessage.Refusal> removed;
  private boolean isToldDown;
  private boolean isToldToWait;

  /**
   * @param next who else hears of everything
   * @param welcomed called each time the coordinator greets this device
   * @param removed called when the coordinator says that this device was removed
   */
  public LinkNews(
      Consumer<Event> next,
      Consumer<CoordinatorMessage.Welcome> welcomed,
      Consumer<CoordinatorMessage.Refusal> removed) {
    this.next = next;
    this.welcomed = welcomed;
    this.removed = removed;
  }

  @Override
  public void accept(Event event) {
    tell(event);
    next.accept(event);
  }

  private synchronized void tell(Event event) {
    if (event instanceof Event.Received received) {
      tell(received.message());
    } else if (event instanceof Event.LinkDown down && !isToldDown) {
      isToldDown = true;
      LOG.warn(
          "the coordinator is out of reach, trying again: {}{}",
          down.reason(),
          down.reason().contains(" 401 ") ? UNKNOWN : "");
    }
  }

  private static final String UNKNOWN =
      "; it does not know this device's key: remove identity.json and join anew with --join";

  private void tell(CoordinatorMessage message) {
    if (message instanceof CoordinatorMessage.Welcome welcome) {
      isToldDown = false;
      welcomed.accept(welcome);
      told(welcome.command());
    } else if (message instanceof CoordinatorMessage.Orders orders) {
      Optional.ofNullable(orders.command()).ifPresent(this::told);
    } else if (message instanceof CoordinatorMessage.Refusal refusal) {
      if (refusal.code().equals(CoordinatorMessage.Refusal.REMOVED)) {
        removed.accept(refusal);
      }
      LOG.error("{}: {} ({})", refusal.code(), refusal.detail(), refusal.hint());
    }
  }

  private void told(String command) {
    boolean waits = command.equals(CoordinatorMessage.WAIT);
    if (waits && !isToldToWait) {
      LOG.info("this device waits for an operator of the grid to approve it; nothing runs before");
    } else if (!waits && isToldToWait) {
      LOG.info("this device was approved");
    }
    isToldToWait = waits;
  }
}
