package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Deposit;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.Gatehouse;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.DropBlobs;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.UsedBlobs;
import io.idlegrid.coordinator.flow.UsedBlobs.Use;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.protocol.store.StorageView;
import io.idlegrid.protocol.store.StoredBlob;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is stored, for whom, and how it is deleted, over HTTP. */
final class StorageApi {

  private static final String BLOBS = "/api/v1/blobs";
  private static final String OTHERS = "another account, of a lower role than yours";
  private static final int PAGE = 500;

  private final JobsApi jobs;
  private final GridLoop loop;
  private final BlobStore blobs;
  private final UsedBlobs used;
  private final DropBlobs drop;
  private final Accounts accounts;
  private final Usage usage;
  private final Path blobFolder;

  StorageApi(
      JobsApi jobs,
      GridLoop loop,
      BlobStore blobs,
      UsedBlobs used,
      DropBlobs drop,
      Gatehouse gatehouse,
      Path blobFolder) {
    this.jobs = jobs;
    this.loop = loop;
    this.blobs = blobs;
    this.used = used;
    this.drop = drop;
    this.accounts = gatehouse.accounts();
    this.usage = gatehouse.usage();
    this.blobFolder = blobFolder;
  }

  List<Route> routes() {
    return List.of(
        Route.delete(
                JobsApi.PATH + "/{id}",
                Route.ANY_ACCOUNT,
                "Deletes a job that is over, with its logs and results")
            .answers(204, "gone; its results count until their bytes are, an hour or two later")
            .by(this::deleteJob),
        Route.get(
                BLOBS,
                Route.having(Right.SUBMIT_JOBS),
                "Lists what you uploaded, by hash, and what uses it")
            .paged()
            .query("unused", "boolean", "only what none of your jobs and artifacts uses")
            .query("account", "string", OTHERS)
            .answers(200, "a page; one of unused blobs may have few", StoredBlob.Page.class)
            .by(this::list),
        Route.delete(
                BLOBS + "/{sha256}",
                Route.having(Right.SUBMIT_JOBS),
                "Lets go of what you uploaded; others who keep it do so")
            .query("account", "string", OTHERS)
            .answers(204, "gone; it counts until its bytes are, an hour or two later")
            .by(this::deleteBlob),
        Route.get("/api/v1/system/storage", Route.having(Right.SEE_SYSTEM), "What takes the space")
            .answers(200, "by kind and by account", StorageView.class)
            .by(this::storage));
  }

  private void deleteJob(Request request) {
    JobId id = jobs.controlled(request).job().id();
    JobProgress deleted = loop.request((grid, now) -> grid.delete(id, now)).join();
    Job job = deleted.job();
    deleted.status().results().ifPresent(index -> usage.deleted(job, index, request.at()));
    drop.released(request.at());
    request.wants("%s of %s".formatted(job.spec().name(), job.account()));
    request.context().status(204);
  }

  private void list(Request request) throws IOException {
    Account account = SessionsApi.whose(request, accounts);
    List<Deposit> page = usage.deposits(account.name(), request.cursor(), request.limit());
    Map<String, List<Use>> uses =
        used.of(account.name(), page.stream().map(Deposit::sha256).toList(), request.at());
    boolean onlyUnused = request.flag("unused");
    List<StoredBlob> shown =
        page.stream()
            .map(each -> view(each, uses.getOrDefault(each.sha256(), List.of())))
            .filter(each -> !onlyUnused || each.usedBy().isEmpty())
            .toList();
    String next = page.size() == request.limit() ? page.get(page.size() - 1).sha256() : null;
    request.answer(new StoredBlob.Page(shown, next));
  }

  private static StoredBlob view(Deposit deposit, List<Use> uses) {
    return new StoredBlob(
        deposit.sha256(),
        deposit.size(),
        deposit.at(),
        uses.stream()
            .map(use -> new StoredBlob.Use(use.kind().name().toLowerCase(Locale.ROOT), use.name()))
            .toList());
  }

  private void deleteBlob(Request request) throws IOException {
    Account account = SessionsApi.whose(request, accounts);
    String sha256 = BlobsApi.name(request);
    List<Use> uses =
        used.of(account.name(), List.of(sha256), request.at()).getOrDefault(sha256, List.of());
    if (!uses.isEmpty()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "blob.used",
              "blob %s is used by %s".formatted(sha256, words(uses)),
              "delete these first: idlegrid job rm ID, idlegrid artifact rm NAME")
          .with("users", words(uses));
    }
    if (!usage.release(account.name(), sha256, request.at())) {
      throw RefusedException.of(
              Kind.NOT_FOUND,
              "blob.unknown",
              "account %s keeps no blob %s".formatted(account.name(), sha256),
              "see idlegrid blob ls")
          .with("blob", sha256);
    }
    blobs.release(sha256);
    drop.released(request.at());
    request.wants("of " + account.name());
    request.context().status(204);
  }

  private static String words(List<Use> uses) {
    return uses.stream()
        .map(use -> use.kind().name().toLowerCase(Locale.ROOT) + " " + use.name())
        .collect(Collectors.joining(", "));
  }

  private void storage(Request request) throws IOException {
    List<StorageView.Part> parts = new ArrayList<>();
    for (String part : List.of("blobs", "images", "ignite", "forecast")) {
      parts.add(new StorageView.Part(part, bytes(blobFolder.resolveSibling(part))));
    }
    request.answer(
        new StorageView(
            Files.getFileStore(blobFolder).getUsableSpace(),
            parts,
            drop.waitingBytes(),
            byAccount(request.at())));
  }

  /** Whoever keeps most first. */
  private List<StorageView.OfAccount> byAccount(Instant now) {
    List<StorageView.OfAccount> all = new ArrayList<>();
    String after = "";
    List<Account> page = accounts.list(after, PAGE);
    while (!page.isEmpty()) {
      for (Account account : page) {
        after = account.name();
        Usage.Stored stored = usage.stored(after, now);
        if (stored.bytes() > 0) {
          all.add(
              new StorageView.OfAccount(
                  after,
                  stored.uploads(),
                  stored.results(),
                  stored.images(),
                  stored.leaving(),
                  account.quota().storageBytes().orElse(null)));
        }
      }
      page = accounts.list(after, PAGE);
    }
    all.sort(
        Comparator.comparingLong(
                (StorageView.OfAccount each) ->
                    each.uploads() + each.results() + each.images() + each.leaving())
            .reversed());
    return all;
  }

  static long bytes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long[] sum = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }

          /** It went away since its folder was read. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }
}
