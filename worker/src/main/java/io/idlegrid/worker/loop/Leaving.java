package io.idlegrid.worker.loop;

import io.idlegrid.protocol.link.CoordinatorMessage.Revocation;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.worker.domain.availability.LeaveInTurn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which attempts were asked to save their state and end, and who is next when all are to leave. */
final class Leaving {

  private static final Set<String> WITH_STATE_TO_SAVE = Set.of("running", "frozen");

  private final int processors;
  private final Set<LeaseRef> asked = new HashSet<>();
  private final Map<LeaseRef, String> recalled = new HashMap<>();

  /** Nobody knows yet: as if the owner needed everything. */
  private double hostPercent = 100;

  Leaving(int processors) {
    this.processors = processors;
  }

  /** The owner's load. */
  void loaded(double percent) {
    hostPercent = percent;
  }

  void asked(LeaseRef lease) {
    asked.add(lease);
  }

  /** The coordinator wants it back with what it has. */
  void recalled(Revocation order) {
    recalled.put(order.lease(), order.reason());
  }

  String whyRecalled(Held attempt) {
    return recalled.getOrDefault(attempt.lease(), "");
  }

  boolean isAsked(Held attempt) {
    return asked.contains(attempt.lease());
  }

  /** Whether stopping it takes time in which it runs; others are given back as they are. */
  static boolean hasStateToSave(Held attempt) {
    return attempt.isActive() && WITH_STATE_TO_SAVE.contains(attempt.phase());
  }

  /**
   * Those to ask now.
   *
   * @param areAll whether all have to leave, not only those that were recalled
   * @param room what attempts may use together; absent before anything was measured
   * @param isOwnerBusy whether they have to stand still for the owner
   */
  List<Held> next(List<Held> held, boolean areAll, Optional<Room> room, boolean isOwnerBusy) {
    List<Held> running = held.stream().filter(Leaving::hasStateToSave).toList();
    List<LeaseRef> leases = running.stream().map(Held::lease).toList();
    asked.retainAll(leases);
    recalled.keySet().retainAll(leases);
    List<Held> leavers =
        running.stream()
            .filter(each -> areAll || isAsked(each) || recalled.containsKey(each.lease()))
            .toList();
    double lent = room.map(Room::cpuCores).orElse(0.0);
    double free =
        isOwnerBusy ? 0 : Math.min(lent, processors * (100 - Math.min(100, hostPercent)) / 100);
    return new LeaveInTurn(free)
        .next(leavers.stream().map(attempt -> leaver(attempt, lent)).toList()).stream()
            .map(leavers::get)
            .toList();
  }

  private LeaveInTurn.Leaver leaver(Held attempt, double lent) {
    return new LeaveInTurn.Leaver(
        lent == 0 ? attempt.program().cpuCores() : Math.min(lent, attempt.program().cpuCores()),
        attempt.program().memoryBytes(),
        asked.contains(attempt.lease()));
  }
}
