package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.port.Quotas;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How many further units each account may have under way, in one round of the match. */
final class Allowance {

  private final Board board;
  private final Quotas quotas;
  private final Map<String, Long> left = new HashMap<>();
  private final Map<String, Boolean> full = new HashMap<>();

  Allowance(Board board, Quotas quotas) {
    this.board = board;
    this.quotas = quotas;
  }

  /** Units of all jobs of an account under way. */
  static long running(Board board, String account) {
    return board.jobs().stream()
        .filter(job -> job.job().account().equals(account))
        .mapToLong(ActiveJob::running)
        .sum();
  }

  /** What of a demand its account may still have; empty when that is nothing. */
  Optional<Demand> limit(Demand demand) {
    if (isFull(demand.job())) {
      return Optional.empty();
    }
    long room = left.computeIfAbsent(demand.job().account(), this::room);
    if (room == Long.MAX_VALUE) {
      return Optional.of(demand);
    }
    int special = (int) Math.min(room, demand.special().size());
    long plain = Math.min(room - special, demand.plainReady());
    left.put(demand.job().account(), room - special - plain);
    return special + plain == 0
        ? Optional.empty()
        : Optional.of(
            new Demand(
                demand.job(),
                plain,
                demand.special().subList(0, special),
                demand.running(),
                demand.runtime(),
                demand.where(),
                demand.unfit()));
  }

  private long room(String account) {
    OptionalLong most = quotas.runningUnits(account);
    return most.isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, most.getAsLong() - running(board, account));
  }

  /** Whether what the account's jobs under way made is all that it may keep. */
  private boolean isFull(Job job) {
    // A service keeps nothing: what it writes stays on its device.
    return !job.spec().isEndless() && full.computeIfAbsent(job.account(), this::isFull);
  }

  private boolean isFull(String account) {
    OptionalLong most = quotas.outputBytes(account);
    return most.isPresent() && made(board, account) >= most.getAsLong();
  }

  /** Bytes that the jobs of an account made that are not over. */
  static long made(Board board, String account) {
    return board.jobs().stream()
        .filter(job -> job.job().account().equals(account))
        .mapToLong(ActiveJob::outputBytes)
        .sum();
  }

  /** The veto of an account that has all under way that it may, or that keeps all that it may. */
  Optional<Veto> veto(Job job) {
    String account = job.account();
    if (isFull(job)) {
      return Optional.of(
          new Veto(
              Veto.Reason.QUOTA,
              ("account %s keeps as many bytes as it may, %d of them made by its jobs under way;"
                      + " they go on when it deletes something or may keep more")
                  .formatted(account, made(board, account))));
    }
    return room(account) > 0
        ? Optional.empty()
        : Optional.of(
            new Veto(
                Veto.Reason.QUOTA,
                "account %s has all %d units under way that it may"
                    .formatted(account, quotas.runningUnits(account).orElse(0))));
  }
}
