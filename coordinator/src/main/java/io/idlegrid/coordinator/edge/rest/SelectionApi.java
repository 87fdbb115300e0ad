package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.match.Pick;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.jobfile.JobFileReader;
import io.idlegrid.coordinator.edge.rest.view.DeviceViews;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.flow.Fleet;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.Selection;
import io.idlegrid.coordinator.flow.SubmitJob;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.job.JobFile;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** Recommends devices over HTTP: the need is read and judged as that of a job of one unit. */
final class SelectionApi {

  private static final int MOST_PICKS = 1_000;

  private final GridLoop loop;
  private final JobFileReader reader;
  private final SubmitJob submit;
  private final Secrets secrets;
  private final Clock clock;

  SelectionApi(
      GridLoop loop, JobFileReader reader, SubmitJob submit, Secrets secrets, Clock clock) {
    this.loop = loop;
    this.reader = reader;
    this.submit = submit;
    this.secrets = secrets;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/devices/select",
                Route.having(Right.SEE_DEVICES),
                "Recommends devices for a need, and says why not the others")
            .body(DeviceSelection.Need.class)
            .answers(200, "the recommendation", DeviceSelection.class)
            .by(this::select));
  }

  private void select(Request request) throws IOException {
    request.changesNothing();
    DeviceSelection.Need need = request.body(DeviceSelection.Need.class);
    int count = count(need);
    String account = request.user().account().name();
    SubmitJob.Prepared prepared = submit.prepare(reader.draft(asJob(need)), account, Fleet.NONE);
    Job imagined =
        new Job(new JobId("j-" + secrets.id(12)), account, clock.instant(), prepared.spec());
    Selection selection = loop.ask((grid, now) -> grid.select(imagined, now)).join();
    List<Pick> picks = selection.picks();
    request.answer(
        new DeviceSelection(
            picks.size() + selection.refused().size(),
            picks.size(),
            picks.stream().limit(count).map(DeviceViews::pick).toList(),
            JobViews.counts(selection.vetoes()),
            JobViews.refusals(
                selection.refused().stream().limit(DeviceSelection.MOST_REFUSALS).toList())));
  }

  private static int count(DeviceSelection.Need need) {
    Integer count = need.count();
    if (count == null) {
      return MOST_PICKS;
    }
    if (count < 1 || count > MOST_PICKS) {
      throw RefusedException.invalid(
              "select.count",
              "/count",
              "count %d is not within 1 to %d".formatted(count, MOST_PICKS),
              "leave it out for all that are able")
          .with("count", count)
          .with("most", MOST_PICKS);
    }
    return count;
  }

  private static JobFile asJob(DeviceSelection.Need need) {
    return JobFile.of(
        null,
        new JobFile.Spec(
            null,
            new JobFile.Run(List.of("true"), need.image(), null, null, null, null, null),
            null,
            null,
            new JobFile.Data(null, null, JobFile.Split.range(0, 1)),
            null,
            need.resources(),
            need.where(),
            null,
            null,
            null));
  }
}
