package io.idlegrid.coordinator.edge.commit;

import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread drains everything that waits and commits it in one transaction: under load, a single
 * flush of the disk serves thousands of outcomes. After a failure of the store nothing is accepted
 * any more, because nothing could be promised.
 */
public final class GroupCommitLog implements CommitLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitLog.class);
  private static final int MOST_AT_ONCE = 4_096;

  private final GridStore store;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread committer;
  private volatile Optional<String> failure = Optional.empty();
  private volatile boolean isClosed;

  private static final Entry END = new Entry(Commit.builder().build(), new CompletableFuture<>());

  private record Entry(Commit commit, CompletableFuture<Fate> fate) {}

  public GroupCommitLog(GridStore store) {
    this.store = store;
    this.committer = new Thread(this::run, "committer");
    committer.setDaemon(true);
    committer.start();
  }

  @Override
  public CompletionStage<Fate> append(Commit commit) {
    Optional<String> failed = failure;
    if (failed.isPresent() || isClosed) {
      return CompletableFuture.completedFuture(
          Fate.failed(failed.orElse("the coordinator is stopping")));
    }
    CompletableFuture<Fate> fate = new CompletableFuture<>();
    queue.add(new Entry(commit, fate));
    return fate;
  }

  /** Commits what was appended, then stops. */
  @Override
  public void close() {
    isClosed = true;
    queue.add(END);
    boolean wasInterrupted = false;
    while (committer.isAlive()) {
      try {
        committer.join();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Entry> batch = new ArrayList<>();
    boolean isOpen = true;
    while (isOpen) {
      batch.add(takeOne());
      queue.drainTo(batch, MOST_AT_ONCE - 1);
      isOpen = !batch.remove(END);
      if (!batch.isEmpty()) {
        commit(batch);
      }
      batch.clear();
    }
    queue.forEach(entry -> entry.fate().complete(Fate.failed("the coordinator is stopping")));
  }

  private Entry takeOne() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Only close() ends this thread: an interrupt in a transaction would damage it.
        LOG.warn("interrupted while waiting for commits; going on", e);
      }
    }
  }

  private void commit(List<Entry> batch) {
    if (failure.isPresent()) {
      batch.forEach(entry -> entry.fate().complete(Fate.failed(failure.orElseThrow())));
      return;
    }
    try {
      List<Optional<String>> broken = store.commit(batch.stream().map(Entry::commit).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).fate().complete(broken.get(i).map(Fate::broken).orElse(Fate.DURABLE));
      }
    } catch (RuntimeException e) {
      LOG.error("the store failed; nothing is accepted any more", e);
      failure = Optional.of(String.valueOf(e.getMessage()));
      batch.forEach(entry -> entry.fate().complete(Fate.failed(failure.orElseThrow())));
    }
  }
}
