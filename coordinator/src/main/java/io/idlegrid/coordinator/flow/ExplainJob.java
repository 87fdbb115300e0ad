package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Demand.SpecialUnit;
import io.idlegrid.coordinator.domain.match.Eligibility;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.domain.match.Veto.Reason;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.Explanation.Count;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.Explanation.Example;
import io.idlegrid.coordinator.flow.Explanation.Running;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.port.Quotas;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why units wait, with the very functions that decide it. */
final class ExplainJob {

  private static final int EXAMPLES = 3;

  private final Board board;
  private final Views views;
  private final Quotas quotas;

  ExplainJob(Board board, Views views, Quotas quotas) {
    this.board = board;
    this.views = views;
    this.quotas = quotas;
  }

  Explanation.OfJob explain(ActiveJob job, Instant now) {
    Demand demand = views.demand(job, now);
    List<DeviceVetoes> said = devices(demand, now);
    List<DeviceVetoes> refused = said.stream().filter(each -> !each.vetoes().isEmpty()).toList();
    long over = job.done() + job.failed();
    return new Explanation.OfJob(
        job.id(),
        Math.max(0, job.units() - over - job.running()),
        job.running(),
        said.size(),
        said.size() - refused.size(),
        counted(refused));
  }

  /** Reasons by how many devices have them, each device under the first of its reasons. */
  static List<Count> counted(List<DeviceVetoes> refused) {
    Map<Reason, List<Example>> byReason = new EnumMap<>(Reason.class);
    for (DeviceVetoes device : refused) {
      Veto first = device.vetoes().get(0);
      byReason
          .computeIfAbsent(first.reason(), any -> new ArrayList<>())
          .add(new Example(device.device(), device.name(), first.detail()));
    }
    List<Count> counts = new ArrayList<>();
    byReason.forEach(
        (reason, devices) ->
            counts.add(
                new Count(
                    reason,
                    devices.size(),
                    devices.subList(0, Math.min(EXAMPLES, devices.size())))));
    counts.sort(Comparator.comparingInt(Count::devices).reversed());
    return counts;
  }

  Explanation.OfUnit explain(ActiveJob job, long unit, Instant now) {
    UnitId id = new UnitId(job.id(), unit);
    Demand demand = views.demand(job, now);
    SpecialUnit special = views.special(job, unit, views.fittingDevices(job), now);
    List<DeviceVetoes> devices = new ArrayList<>();
    for (DeviceVetoes any : devices(demand, now)) {
      List<Veto> vetoes = new ArrayList<>(any.vetoes());
      unitVeto(special, any.device()).ifPresent(vetoes::add);
      job.restsUntil(unit, now).map(ExplainJob::rests).ifPresent(vetoes::add);
      devices.add(new DeviceVetoes(any.device(), any.name(), vetoes));
    }
    List<Running> running =
        board.attempts().of(id).stream()
            .map(live -> new Running(live.device(), live.phase(), live.active()))
            .toList();
    return new Explanation.OfUnit(
        job.id(),
        unit,
        state(job, id, now),
        devices,
        running,
        job.record(unit).map(UnitRecord::past).orElse(List.of()));
  }

  /** What every device says to any unit of a job, nothing where it would take one. */
  List<DeviceVetoes> devices(Demand demand, Instant now) {
    return devices(demand, views.offers(board.seats(), now).values(), now);
  }

  /** What devices say to any unit of a job, in the order of the offers. */
  List<DeviceVetoes> devices(Demand demand, Collection<Offer> offers, Instant now) {
    Optional<Veto> quota = new Allowance(board, quotas).veto(demand.job());
    List<DeviceVetoes> said = new ArrayList<>();
    for (Offer offer : offers) {
      List<Veto> vetoes = new ArrayList<>();
      quota.ifPresent(vetoes::add);
      vetoes.addAll(Eligibility.vetoes(demand, offer, now));
      said.add(new DeviceVetoes(offer.device().id(), offer.device().name(), vetoes));
    }
    demand.job().spec().devices().forEach(id -> removed(board, id).ifPresent(said::add));
    return said;
  }

  /** What there is to say of a device that a job names and that is no more. */
  static Optional<DeviceVetoes> removed(Board board, DeviceId device) {
    return board
        .removed()
        .find(device)
        .map(FormerDevice::device)
        .map(
            gone ->
                new DeviceVetoes(
                    device, gone.name(), List.of(new Veto(Reason.REMOVED, gone.fate()))));
  }

  /** Where a unit is, in one word. */
  String state(ActiveJob job, UnitId unit, Instant now) {
    if (board.attempts().of(unit).stream().map(LiveAttempt::state).anyMatch(s -> s.isLive())) {
      return "running";
    }
    boolean failed = job.record(unit.index()).map(r -> r.verdict() == Verdict.FAILED).orElse(false);
    if (failed) {
      return "failed";
    }
    if (unit.index() / Chunk.SIZE >= job.status().chunksTaken()) {
      return "not reached";
    }
    if (job.restsUntil(unit.index(), now).isPresent()) {
      return "resting";
    }
    return job.block(unit.index()).map(block -> !block.isDone(unit.index())).orElse(false)
        ? "ready"
        : "done";
  }

  private static Veto rests(Instant until) {
    return new Veto(
        Reason.TRIED_HERE,
        "the replica ended badly too often in a row and rests until "
            + until.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Optional<Veto> unitVeto(SpecialUnit unit, DeviceId device) {
    if (unit.notOn().contains(device)) {
      return Optional.of(new Veto(Reason.VOTED_HERE, "runs this unit or gave its output already"));
    }
    if (unit.triedOn().contains(device)) {
      return Optional.of(
          new Veto(Reason.TRIED_HERE, "the unit failed here, other devices come first"));
    }
    return Optional.empty();
  }
}
