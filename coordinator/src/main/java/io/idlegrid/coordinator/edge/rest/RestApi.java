package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.coordinator.edge.auth.Gatehouse;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.edge.blobs.Uploads;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.image.PackedImages;
import io.idlegrid.coordinator.edge.link.DeviceSockets;
import io.idlegrid.coordinator.edge.list.JobLines;
import io.idlegrid.coordinator.edge.live.Activity;
import io.idlegrid.coordinator.edge.live.GridPulse;
import io.idlegrid.coordinator.edge.live.LiveHub;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.metrics.GridMetrics;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import io.idlegrid.coordinator.edge.rest.jobfile.JobFileReader;
import io.idlegrid.coordinator.flow.BuildImages;
import io.idlegrid.coordinator.flow.DropBlobs;
import io.idlegrid.coordinator.flow.PullImages;
import io.idlegrid.coordinator.flow.PushImage;
import io.idlegrid.coordinator.flow.SubmitJob;
import io.idlegrid.coordinator.flow.SubmitService;
import io.idlegrid.coordinator.flow.UsedBlobs;
import io.idlegrid.coordinator.flow.port.AttemptHistory;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.live.OverviewView;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Puts the routes together. */
public final class RestApi {

  private RestApi() {}

  /** What the routes need. */
  public record Parts(
      GridLoop loop,
      GridStore store,
      JobLines jobLines,
      FileBlobStore blobs,
      PackedImages images,
      PullImages pulls,
      UsedBlobs usedBlobs,
      DropBlobs dropBlobs,
      BuildImages builds,
      Path blobFolder,
      long mostBlobBytes,
      SubmitJob submit,
      PredictorForecasts forecasts,
      Gatehouse gatehouse,
      String hostSecret,
      Secrets secrets,
      Durably durably,
      DeviceSockets sockets,
      LiveHub hub,
      GridPulse pulse,
      Activity activity,
      GridMetrics metrics,
      ExecutorService streams,
      Clock clock,
      Optional<String> proxyName,
      Optional<OpenIdSettings> openId,
      String version) {}

  /** A server of all routes, not yet listening. */
  public static RestServer server(Parts parts) {
    ObjectMapper json = json();
    return new RestServer(
        routes(parts, json),
        parts.gatehouse().doorkeeper(),
        parts.gatehouse().audit(),
        parts.sockets(),
        json,
        parts.clock(),
        new Front(parts.proxyName()),
        parts.activity(),
        parts.version());
  }

  private static List<Route> routes(Parts parts, ObjectMapper json) {
    EventStreams events =
        new EventStreams(
            parts.hub(),
            parts.pulse(),
            parts.loop(),
            json,
            parts.streams(),
            parts.gatehouse().doorkeeper(),
            parts.clock());
    JobsApi jobs =
        new JobsApi(
            parts.loop(),
            parts.store(),
            parts.jobLines(),
            new JobFileReader(),
            parts.submit(),
            parts.secrets(),
            parts.gatehouse().usage(),
            parts.clock());
    SelectionApi selection =
        new SelectionApi(
            parts.loop(), new JobFileReader(), parts.submit(), parts.secrets(), parts.clock());
    List<Route> routes = new ArrayList<>();
    routes.addAll(access(parts, json));
    routes.addAll(selection.routes());
    routes.addAll(new JoiningApi(parts.loop(), parts.gatehouse().doorkeeper()).routes());
    routes.addAll(
        new DevicesApi(
                parts.loop(),
                parts.forecasts(),
                parts.gatehouse().doorkeeper(),
                parts.sockets(),
                new AttemptHistory(parts.store()))
            .routes());
    routes.addAll(
        new BlobsApi(
                parts.blobs(),
                new Uploads(parts.blobs(), parts.mostBlobBytes()),
                parts.gatehouse().usage(),
                new AttemptUploads(parts.loop()))
            .routes());
    routes.addAll(
        new ArtifactsApi(parts.store(), parts.blobs(), parts.durably(), parts.clock()).routes());
    routes.addAll(
        new ImagesApi(
                parts.store(),
                parts.images(),
                new PushImage(parts.store(), parts.images(), parts.durably()::commit),
                parts.durably(),
                parts.loop(),
                parts.gatehouse().usage())
            .routes());
    routes.addAll(new ImageOriginsApi(parts.store(), parts.pulls()).routes());
    routes.addAll(new ImageBuildsApi(parts.store(), parts.builds()).routes());
    routes.addAll(
        new ImageArchivesApi(
                parts.images().incoming(),
                new Uploads(parts.images().incoming(), parts.mostBlobBytes()),
                parts.gatehouse().usage())
            .routes());
    routes.addAll(jobs.routes());
    routes.addAll(
        new StorageApi(
                jobs,
                parts.loop(),
                parts.blobs(),
                parts.usedBlobs(),
                parts.dropBlobs(),
                parts.gatehouse(),
                parts.blobFolder())
            .routes());
    routes.addAll(
        new ServicesApi(
                jobs, parts.loop(), parts.store(), new SubmitService(parts.store(), parts.submit()))
            .routes());
    routes.addAll(
        new ResultsApi(jobs, parts.loop(), parts.store(), parts.blobs(), events).routes());
    routes.add(
        Route.get(JobsApi.PATH + "/{id}/events", Route.ANY_ACCOUNT, "Streams a job's progress")
            .events("server-sent events: progress (JobView without its file), end", JobView.class)
            .by(request -> events.progress(request, jobs.visible(request).job())));
    routes.add(
        Route.get(
                "/api/v1/events",
                Route.ANY_ACCOUNT,
                "Streams the grid at a glance, and which devices and jobs changed")
            .events(
                "server-sent events: overview (OverviewView), devices and jobs (Changed)",
                OverviewView.class,
                OverviewView.Changed.class)
            .by(events::overview));
    routes.addAll(
        new SystemApi(
                parts.loop(),
                parts.metrics(),
                parts.blobFolder(),
                parts.version(),
                parts.clock().instant())
            .routes());
    return routes;
  }

  private static List<Route> access(Parts parts, ObjectMapper json) {
    Gatehouse gatehouse = parts.gatehouse();
    List<Route> routes = new ArrayList<>();
    OwnersDevices devices = new OwnersDevices(parts.loop(), parts.sockets());
    routes.addAll(new SignInApi(gatehouse.signIn()).routes());
    routes.addAll(new RecoveryApi(gatehouse.signIn(), devices, parts.hostSecret()).routes());
    routes.addAll(
        new OpenIdApi(parts.openId(), gatehouse.signInByIdentity(), parts.secrets()).routes());
    routes.addAll(new IdentitiesApi(gatehouse.accounts()).routes());
    routes.addAll(new SessionsApi(gatehouse.signIn(), gatehouse.accounts()).routes());
    routes.addAll(
        new AccountsApi(
                gatehouse.accounts(), gatehouse.logins(), gatehouse.usage(), parts.loop(), devices)
            .routes());
    routes.addAll(new TokensApi(gatehouse.doorkeeper(), gatehouse.accounts()).routes());
    routes.addAll(new AuditApi(gatehouse.audit(), json).routes());
    return routes;
  }

  private static ObjectMapper json() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .build();
  }
}
