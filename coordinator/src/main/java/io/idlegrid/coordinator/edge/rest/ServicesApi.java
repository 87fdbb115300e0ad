package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.service.ServiceDraft;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.list.JobLine;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.compose.ComposeReader;
import io.idlegrid.coordinator.edge.rest.view.ServiceViews;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.ReplicaView;
import io.idlegrid.coordinator.flow.SubmitService;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.SubmittedFile;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.service.ServiceView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Groups of services over HTTP. Each is a job too: it is cancelled, explained and logged as one.
 */
final class ServicesApi {

  static final String PATH = "/api/v1/services";

  private final JobsApi jobs;
  private final GridLoop loop;
  private final GridStore store;
  private final SubmitService submit;

  ServicesApi(JobsApi jobs, GridLoop loop, GridStore store, SubmitService submit) {
    this.jobs = jobs;
    this.loop = loop;
    this.store = store;
    this.submit = submit;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                PATH,
                Route.having(Right.SUBMIT_JOBS),
                "Starts a group of services, described by a Compose file, or only previews it")
            .query("dryRun", "boolean", "say what would become of it and change nothing")
            .query("name", "string", "what to call it, instead of the file's name")
            .query("replicas", "integer", "groups to run, instead of what the file says")
            .body(String.class, "application/yaml")
            .answers(200, "what would become of it", JobPreview.class)
            .answers(202, "accepted; Location names its job", JobReceipt.class)
            .by(this::up),
        Route.get(PATH, Route.ANY_ACCOUNT, "Lists groups of services, newest first")
            .paged()
            .query("state", "string", "only those in this state")
            .query("label", "string", "only those with this label, written name=value")
            .query("owner", "string", "only those of this account")
            .query("text", "string", "only those with this in their id, name, owner or labels")
            .answers(200, "a page of their jobs", JobView.Page.class)
            .by(request -> jobs.list(request, JobLine::isService)),
        Route.get(PATH + "/{id}", Route.ANY_ACCOUNT, "Shows a group of services and its replicas")
            .answers(200, "the group", ServiceView.class)
            .by(request -> request.answer(view(request))),
        Route.put(PATH + "/{id}/scale", Route.ANY_ACCOUNT, "Changes the number of replicas")
            .body(ServiceView.Scale.class, "application/json")
            .answers(200, "the group", ServiceView.class)
            .by(this::scale));
  }

  private void up(Request request) throws IOException {
    byte[] body = request.bytes(ComposeReader.MOST_BYTES);
    ServiceDraft read = ComposeReader.read(body);
    Optional<Long> replicas = request.number("replicas");
    replicas.ifPresent(ServicesApi::requireReplicas);
    request.query("name").ifPresent(name -> ComposeReader.requireName(name, "name"));
    ServiceDraft named = request.query("name").map(read::called).orElse(read);
    ServiceDraft draft = replicas.map(wanted -> named.with(Math.toIntExact(wanted))).orElse(named);
    jobs.submit(
        request,
        Secrets.hash(
            "%s\0name=%s\0replicas=%d"
                .formatted(JobsApi.latin1(body), draft.name(), draft.replicas())),
        fleet -> submit.prepare(draft, request.user().account().name(), fleet),
        new String(body, StandardCharsets.UTF_8));
  }

  private static void requireReplicas(long replicas) {
    if (replicas < 1 || replicas > ServiceGroup.MOST_REPLICAS) {
      throw RefusedException.invalid(
              "service.replicas",
              "replicas",
              "%d is not within 1 and %d".formatted(replicas, ServiceGroup.MOST_REPLICAS),
              "start it with one and scale it")
          .with("count", replicas)
          .with("most", ServiceGroup.MOST_REPLICAS);
    }
  }

  private void scale(Request request) throws IOException {
    JobProgress progress = service(jobs.controlled(request));
    JobId id = progress.job().id();
    int replicas = request.body(ServiceView.Scale.class).replicas();
    int unused =
        loop.request((grid, now) -> grid.scale(id, replicas, now))
            .join()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.CONFLICT,
                            "service.over",
                            "service %s is over: %s".formatted(id, progress.status().state()),
                            "start it anew with idlegrid service up")
                        .with("job", id)
                        .with("state", progress.status().state()));
    request.answer(view(request));
  }

  private static JobProgress service(JobProgress progress) {
    if (!progress.job().spec().isEndless()) {
      throw RefusedException.of(
              Kind.NOT_FOUND,
              "service.none",
              "job %s is no service".formatted(progress.job().id()),
              "see idlegrid service ls")
          .with("job", progress.job().id());
    }
    return progress;
  }

  /** The group of the path; its file, which may hold secrets, for whoever may read its logs. */
  private ServiceView view(Request request) {
    JobProgress progress = service(jobs.visible(request));
    JobId id = progress.job().id();
    List<ReplicaView> replicas = loop.ask((grid, now) -> grid.replicas(id, now)).join();
    String compose =
        JobsApi.mayRead(request, progress.job())
            ? store.get(Table.FILE, Table.key(id)).map(SubmittedFile::json).orElse("")
            : "";
    return ServiceViews.view(progress, replicas, compose);
  }
}
