package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.commit.Durably;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.NamedArtifact;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.store.ArtifactView;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names for blobs. Every account has its own. */
final class ArtifactsApi {

  private static final String PATH = "/api/v1/artifacts";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final GridStore store;
  private final BlobStore blobs;
  private final Durably durably;
  private final Clock clock;

  ArtifactsApi(GridStore store, BlobStore blobs, Durably durably, Clock clock) {
    this.store = store;
    this.blobs = blobs;
    this.durably = durably;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.having(Right.SUBMIT_JOBS), "Lists your artifacts by name")
            .paged()
            .answers(200, "a page", ArtifactView.Page.class)
            .by(this::list),
        Route.get(PATH + "/{name}", Route.having(Right.SUBMIT_JOBS), "Shows an artifact")
            .answers(200, "the artifact", ArtifactView.class)
            .by(request -> request.answer(view(named(request)))),
        Route.put(PATH + "/{name}", Route.having(Right.SUBMIT_JOBS), "Gives a blob a name")
            .body(ArtifactView.Request.class)
            .answers(200, "the artifact", ArtifactView.class)
            .by(this::put),
        Route.delete(
                PATH + "/{name}",
                Route.having(Right.SUBMIT_JOBS),
                "Takes a name away; jobs that use the blob keep it")
            .answers(204, "gone")
            .by(this::remove));
  }

  private void list(Request request) throws IOException {
    String account = request.user().account().name();
    String after = account + "/" + request.cursor();
    List<NamedArtifact> page =
        store.list(Table.ARTIFACT, after, request.limit()).stream()
            .filter(artifact -> artifact.account().equals(account))
            .toList();
    String next = page.size() == request.limit() ? page.get(page.size() - 1).name() : null;
    request.answer(new ArtifactView.Page(page.stream().map(ArtifactsApi::view).toList(), next));
  }

  private void put(Request request) throws IOException {
    ArtifactView.Request wanted = request.body(ArtifactView.Request.class);
    String name = request.path("name");
    if (!NAME.matcher(name).matches()) {
      throw RefusedException.invalid(
              "artifact.name",
              "name",
              "'" + name + "' cannot name an artifact",
              "use letters, digits, dot, underscore and dash, at most 100 characters")
          .with("name", name);
    }
    BlobsApi.requireName(wanted.sha256(), "/sha256");
    long size =
        blobs
            .claim(wanted.sha256())
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                            "blob.missing",
                            "/sha256",
                            "there is no blob " + wanted.sha256(),
                            "upload it first")
                        .with("blob", wanted.sha256()));
    NamedArtifact artifact =
        new NamedArtifact(
            request.user().account().name(),
            name,
            kind(wanted.kind()),
            wanted.sha256(),
            size,
            clock.instant());
    durably.commit(
        Commit.builder()
            .put(Table.ARTIFACT, NamedArtifact.key(artifact.account(), name), artifact)
            .build());
    request.answer(view(artifact));
  }

  private void remove(Request request) {
    NamedArtifact artifact = named(request);
    durably.commit(
        Commit.builder()
            .remove(Table.ARTIFACT, NamedArtifact.key(artifact.account(), artifact.name()))
            .build());
    request.context().status(204);
  }

  private NamedArtifact named(Request request) {
    String account = request.user().account().name();
    return store
        .get(Table.ARTIFACT, NamedArtifact.key(account, request.path("name")))
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.NOT_FOUND,
                        "artifact.unknown",
                        "account " + account + " has no artifact '" + request.path("name") + "'",
                        "see idlegrid artifact ls")
                    .with("artifact", request.path("name")));
  }

  private static NamedArtifact.Kind kind(String word) {
    for (NamedArtifact.Kind kind : NamedArtifact.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    throw RefusedException.invalid(
            "artifact.kind",
            "/kind",
            "there is no kind of artifact '" + word + "'",
            "kinds are archive, file and dataset")
        .with("kind", word);
  }

  private static ArtifactView view(NamedArtifact artifact) {
    return new ArtifactView(
        artifact.name(),
        artifact.account(),
        artifact.kind().name().toLowerCase(Locale.ROOT),
        artifact.sha256(),
        artifact.size(),
        artifact.at());
  }
}
