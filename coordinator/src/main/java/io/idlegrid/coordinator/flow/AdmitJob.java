package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.match.Veto;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Submission;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Takes a submitted job in, once it is durable. */
final class AdmitJob {

  private final Board board;
  private final Views views;
  private final LiveFeed feed;
  private final Steps steps;

  AdmitJob(Board board, Views views, LiveFeed feed, Steps steps) {
    this.board = board;
    this.views = views;
    this.feed = feed;
    this.steps = steps;
  }

  CompletionStage<Admission> admit(
      Job job, Optional<String> idempotencyKey, String digest, Commit.Builder commit, Instant now) {
    JobStatus status = JobStatus.submitted(job.id());
    Changes.checkTerm(commit, board.term());
    commit
        .absent(Table.JOB, Table.key(job.id()))
        .put(Table.JOB, Table.key(job.id()), job)
        .put(Table.STATUS, Table.key(job.id()), status);
    idempotencyKey.ifPresent(
        key ->
            commit
                .absent(Table.SUBMISSION, key)
                .put(Table.SUBMISSION, key, new Submission(job.id(), digest, now)));
    return steps.committed(
        commit.build(),
        () -> {
          ActiveJob active = new ActiveJob(job, status);
          board.add(active);
          board.workAppeared();
          feed.jobChanged(job.id());
          return named(active);
        });
  }

  /** What the devices that the job names say to it. */
  private Admission named(ActiveJob job) {
    List<DeviceVetoes> refused = new ArrayList<>();
    int taken = 0;
    for (DeviceId device : job.job().spec().devices()) {
      Optional<Seat> seat = board.seat(device);
      List<Veto> lasting = seat.map(known -> views.lasting(job, known)).orElse(List.of());
      if (seat.isPresent() && lasting.isEmpty()) {
        taken++;
      } else if (seat.isPresent()) {
        refused.add(new DeviceVetoes(device, seat.get().device().name(), lasting));
      } else {
        // Removed after it was found by its name, a moment ago.
        ExplainJob.removed(board, device).ifPresent(refused::add);
      }
    }
    return new Admission(job.id(), false, taken, refused);
  }
}
