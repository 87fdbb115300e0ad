package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.flow.Changes.Acknowledgement;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.Counter;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The grid's time and its durability: collects what events change into steps, commits each, and
 * lets what depends on a commit happen once it is durable. Stops the grid for good when it may not
 * write any more.
 */
final class Steps {

  private final GridPorts ports;
  private final Board board;
  private Step step = new Step(Instant.EPOCH, new Changes());
  private boolean isHalted;

  Steps(GridPorts ports, Board board) {
    this.ports = ports;
    this.board = board;
  }

  /** Whether this coordinator had to stop. */
  boolean isHalted() {
    return isHalted;
  }

  /** The step under way. */
  Step now() {
    return step;
  }

  /** The step under way, which something happens in at that time. */
  Step at(Instant now) {
    // Clocks may be set back; decisions never see time run backwards.
    Instant latest = now.isAfter(step.now()) ? now : step.now();
    step = new Step(latest, step.changes());
    return step;
  }

  /** Ends the step: everything that changed in it becomes durable together. */
  void commit() {
    if (step.changes().isEmpty()) {
      return;
    }
    Changes made = step.changes();
    step = new Step(step.now(), new Changes());
    ports
        .commits()
        .append(made.build(board.term()))
        .thenAcceptAsync(fate -> settled(made, fate), ports.loop());
  }

  private void settled(Changes made, Fate fate) {
    switch (fate.kind()) {
      case DURABLE -> {
        if (!isHalted) {
          settled(made);
        }
      }
      case BROKEN -> halt("another coordinator took over: " + fate.reason());
      case FAILED -> halt("the store failed: " + fate.reason());
    }
  }

  private void settled(Changes made) {
    for (Acknowledgement acknowledgement : made.acknowledgements()) {
      board
          .attempts()
          .find(acknowledgement.attempt())
          .filter(live -> live.state() == AttemptState.REPORTED)
          .ifPresent(board.attempts()::remove);
      board
          .seat(acknowledgement.device())
          .ifPresent(
              seat -> {
                seat.settled(1);
                seat.outbox().acknowledge(acknowledgement.attempt());
              });
      ports.feed().jobChanged(acknowledgement.attempt().unit().job());
    }
    made.afterwards().forEach(Runnable::run);
  }

  /** Appends a commit of its own, whose checks may fail without harm. */
  <T> CompletionStage<T> committed(Commit commit, Supplier<T> ifDurable) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    ports
        .commits()
        .append(commit)
        .thenAcceptAsync(
            fate -> {
              switch (fate.kind()) {
                case DURABLE -> answer.complete(ifDurable.get());
                case BROKEN -> {
                  haltIfReplaced(fate.reason());
                  answer.completeExceptionally(new ClaimBroken(fate.reason()));
                }
                case FAILED -> {
                  halt("the store failed: " + fate.reason());
                  answer.completeExceptionally(new IllegalStateException(fate.reason()));
                }
              }
            },
            ports.loop());
    return answer;
  }

  /** Answers once what this step changed is durable. */
  <T> CompletionStage<T> afterCommit(T answer) {
    CompletableFuture<T> later = new CompletableFuture<>();
    step.changes().afterwards(() -> later.complete(answer));
    return later;
  }

  /** Such a commit may be refused for the user's sake, or because another coordinator started. */
  private void haltIfReplaced(String reason) {
    long term = ports.store().get(Table.COUNTER, Counter.TERM).orElse(Counter.ZERO).value();
    if (term != board.term()) {
      halt("another coordinator took over: " + reason);
    }
  }

  private void halt(String reason) {
    if (!isHalted) {
      isHalted = true;
      ports.halt().accept(reason);
    }
  }
}
