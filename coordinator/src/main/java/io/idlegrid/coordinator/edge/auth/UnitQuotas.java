package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many units accounts may have under way, kept in memory because every round of the match asks.
 * What a commit through {@link #watching} changes is read anew; whoever made it is told after that.
 */
final class UnitQuotas implements Quotas {

  private final GridStore store;
  private final Map<String, OptionalLong> known = new ConcurrentHashMap<>();
  private volatile Map<String, Long> mostMade = Map.of();

  UnitQuotas(GridStore store) {
    this.store = store;
  }

  @Override
  public OptionalLong runningUnits(String account) {
    return known.computeIfAbsent(account, this::read);
  }

  @Override
  public OptionalLong outputBytes(String account) {
    Long most = mostMade.get(account);
    return most == null ? OptionalLong.empty() : OptionalLong.of(most);
  }

  /**
   * How many bytes jobs under way may make; of accounts that are not named, any.
   *
   * @param newer by account
   */
  void outputBytes(Map<String, Long> newer) {
    mostMade = Map.copyOf(newer);
  }

  private OptionalLong read(String account) {
    Optional<Long> most =
        store.get(Table.ACCOUNT, account).flatMap(found -> found.quota().runningUnits());
    return most.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** The same log; what it makes durable of accounts is not remembered otherwise. */
  CommitLog watching(CommitLog commits) {
    return commit -> {
      List<String> accounts =
          commit.writes().stream()
              .filter(write -> write.table().equals(Table.ACCOUNT))
              .map(Commit.Write::key)
              .toList();
      return accounts.isEmpty()
          ? commits.append(commit)
          : commits
              .append(commit)
              .thenApply(
                  fate -> {
                    // After the store has it: a reading under way is waited for, and dropped.
                    accounts.forEach(known::remove);
                    return fate;
                  });
    };
  }
}
