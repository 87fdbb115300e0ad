package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Shows the replicas of a service. */
final class ShowService {

  private final Board board;
  private final ExplainJob explain;

  ShowService(Board board, ExplainJob explain) {
    this.board = board;
    this.explain = explain;
  }

  List<ReplicaView> replicas(ActiveJob job, Instant now) {
    return LongStream.range(0, job.units())
        .mapToObj(index -> replica(job, new UnitId(job.id(), index), now))
        .toList();
  }

  private ReplicaView replica(ActiveJob job, UnitId unit, Instant now) {
    Optional<LiveAttempt> live =
        board.attempts().of(unit).stream().filter(each -> each.state().isLive()).findFirst();
    return new ReplicaView(
        unit.index(),
        explain.state(job, unit, now),
        live.map(
            each ->
                new ReplicaView.Running(
                    board
                        .seat(each.device())
                        .map(seat -> seat.device().name())
                        .orElse(each.device().value()),
                    each.phase(),
                    each.active(),
                    each.services())));
  }
}
