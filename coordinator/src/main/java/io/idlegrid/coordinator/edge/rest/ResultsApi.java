package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.PastAttempt;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.result.ByteRange;
import io.idlegrid.coordinator.edge.rest.result.ChosenUnits;
import io.idlegrid.coordinator.edge.rest.result.Concatenation;
import io.idlegrid.coordinator.edge.rest.result.UnitResults;
import io.idlegrid.coordinator.edge.rest.result.ZipArchive;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.MapUnits;
import io.idlegrid.coordinator.flow.OpenChunk;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.ReplicaView;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.job.ResultManifest;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.job.UnitMap;
import io.idlegrid.protocol.job.UnitRetry;
import io.idlegrid.protocol.job.UnitView;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Units, their logs and their outputs over HTTP. */
final class ResultsApi {

  private static final int MOST_CELLS = 4_096;
  private static final String UNITS = JobsApi.PATH + "/{id}/units";
  private static final String RESULTS = JobsApi.PATH + "/{id}/results";

  private final JobsApi jobs;
  private final GridLoop loop;
  private final GridStore store;
  private final BlobStore blobs;
  private final UnitResults results;
  private final MapUnits maps;
  private final UnitLists lists;
  private final EventStreams logs;

  ResultsApi(JobsApi jobs, GridLoop loop, GridStore store, BlobStore blobs, EventStreams logs) {
    this.jobs = jobs;
    this.loop = loop;
    this.store = store;
    this.blobs = blobs;
    this.results = new UnitResults(store);
    this.maps = new MapUnits(store);
    this.lists = new UnitLists(loop, store, results);
    this.logs = logs;
  }

  List<Route> routes() {
    return List.of(
        Route.get(UNITS, Route.ANY_ACCOUNT, "Lists a job's units in order")
            .paged()
            .query("state", "string", "only units in this state")
            .answers(200, "a page; of units in one state it may have few", UnitView.Page.class)
            .by(this::units),
        Route.get(UNITS + "/map", Route.ANY_ACCOUNT, "Counts a job's units in order, for a map")
            .query("cells", "integer", "most cells, 1 to 4096; 1000 by default")
            .query("from", "integer", "first unit; 0 by default")
            .query("to", "integer", "unit behind the last one; at most 20 million from the first")
            .answers(200, "the counts", UnitMap.class)
            .by(this::map),
        Route.post(UNITS + "/retry", Route.ANY_ACCOUNT, "Tries failed units again")
            .body(UnitRetry.class)
            .answers(200, "how many, and the job", UnitRetry.Answer.class)
            .by(this::retry),
        Route.get(UNITS + "/{unit}", Route.ANY_ACCOUNT, "Shows a unit")
            .answers(200, "the unit", UnitView.class)
            .by(this::unit),
        Route.get(UNITS + "/{unit}/log", Route.ANY_ACCOUNT, "Shows or follows a unit's log")
            .query("follow", "boolean", "stream server-sent events until the attempt ends")
            .answers(200, "the kept end of the log", UnitLog.class)
            .by(this::log),
        Route.get(RESULTS, Route.ANY_ACCOUNT, "Lists the files that a job put out")
            .paged()
            .answers(200, "a page", ResultManifest.class)
            .by(this::manifest),
        Route.get(RESULTS + "/files/{unit}/<path>", Route.ANY_ACCOUNT, "Reads one output file")
            .streams(200, "the file", "application/octet-stream")
            .streams(206, "a range of it", "application/octet-stream")
            .by(this::file),
        Route.get(
                RESULTS + "/concat",
                Route.ANY_ACCOUNT,
                "Reads all output files, one after the other, in unit order")
            .streams(200, "all of it", "application/octet-stream")
            .streams(206, "a range of it", "application/octet-stream")
            .by(this::concat),
        Route.get(RESULTS + "/archive.zip", Route.ANY_ACCOUNT, "Reads output files as a zip")
            .query("units", "string", "only of these units, like 0,4,17; of all by default")
            .streams(200, "all of it", "application/zip")
            .streams(206, "a range of it", "application/zip")
            .by(this::zip));
  }

  private void units(Request request) throws IOException {
    JobProgress progress = jobs.visible(request);
    request.answer(
        lists.page(
            progress,
            request.query("state"),
            request.query("cursor").map(cursor -> parse(cursor) + 1).orElse(0L),
            request.limit(),
            JobsApi.mayRead(request, progress.job())));
  }

  private void map(Request request) throws IOException {
    JobProgress progress = jobs.visible(request);
    // A service that was scaled to nothing has a map too: of one cell, with nothing in it.
    long total = Math.max(1, progress.units());
    int cells = (int) within(request, "cells", 1_000, 1, MOST_CELLS);
    long from = within(request, "from", 0, 0, total - 1);
    long most = Math.min(total, from + MapUnits.MOST_UNITS);
    long to = within(request, "to", most, from + 1, most);
    Map<Long, OpenChunk> open =
        loop.ask((grid, now) -> grid.openChunks(progress.job().id())).join();
    request.answer(JobViews.map(progress.units(), maps.map(progress, open, from, to, cells)));
  }

  private static long within(Request request, String name, long usual, long least, long most) {
    long value = request.number(name).orElse(usual);
    if (value < least || value > most) {
      throw RefusedException.invalid(
          "query." + name,
          "?" + name,
          "%s %d is not within %d to %d".formatted(name, value, least, most),
          "leave it out");
    }
    return value;
  }

  private void retry(Request request) throws IOException {
    JobProgress progress = jobs.controlled(request);
    List<Long> units = request.body(UnitRetry.class).units();
    Set<Long> wanted = units == null ? Set.of() : Set.copyOf(units);
    wanted.forEach(unit -> JobsApi.requireUnit(progress.job(), unit));
    long retried =
        loop.request(
                (grid, now) ->
                    grid.retry(
                        progress.job().id(), unit -> units == null || wanted.contains(unit), now))
            .join();
    jobs.goesOn(progress.job());
    request.answer(new UnitRetry.Answer(retried, JobViews.view(jobs.visible(request))));
  }

  private void unit(Request request) throws IOException {
    Job job = jobs.visible(request).job();
    UnitId unit = JobsApi.requireUnit(job, request.pathNumber("unit"));
    request.answer(lists.one(job, unit.index(), JobsApi.mayRead(request, job)));
  }

  private void log(Request request) throws IOException {
    Job job = jobs.readable(request).job();
    UnitId unit = JobsApi.requireUnit(job, request.pathNumber("unit"));
    List<AttemptId> running = loop.ask((grid, now) -> grid.attempts(unit)).join();
    if (request.flag("follow") && !running.isEmpty()) {
      logs.follow(request, running.get(0), job.account());
      return;
    }
    if (job.spec().isEndless() && !running.isEmpty()) {
      // Nobody waits for the end of what has none.
      request.answer(runningLog(request, running.get(0)));
      return;
    }
    request.answer(
        results
            .of(unit)
            .map(row -> doneLog(unit, row))
            .or(() -> lastBadEnd(unit))
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "log.none",
                            "unit %d has no log yet".formatted(unit.index()),
                            running.isEmpty()
                                ? "see idlegrid job explain " + job.id() + " --unit " + unit.index()
                                : "follow it: idlegrid job logs --follow")
                        .with("unit", unit.index())));
  }

  private UnitLog runningLog(Request request, AttemptId attempt) {
    UnitId unit = attempt.unit();
    LogSoFar log = logs.soFar(request, attempt);
    String text =
        log.text()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "log.none",
                            "unit %d wrote nothing so far, or its device is out of reach"
                                .formatted(unit.index()),
                            "follow it: idlegrid job logs --follow")
                        .with("unit", unit.index()));
    return new UnitLog(unit.index(), "running", deviceOf(unit), text, log.dropped());
  }

  private String deviceOf(UnitId unit) {
    return loop.ask((grid, now) -> grid.replicas(unit.job(), now)).join().stream()
        .filter(replica -> replica.index() == unit.index())
        .flatMap(replica -> replica.running().stream())
        .map(ReplicaView.Running::device)
        .findFirst()
        .orElse("");
  }

  private static UnitLog doneLog(UnitId unit, Row row) {
    return new UnitLog(
        unit.index(),
        "SUCCEEDED",
        row.device().value(),
        row.log().map(log -> log.text()).orElse(""),
        row.log().map(log -> log.droppedBytes()).orElse(0L));
  }

  private Optional<UnitLog> lastBadEnd(UnitId unit) {
    return store
        .get(Table.UNIT, Table.key(unit))
        .map(UnitRecord::past)
        .filter(past -> !past.isEmpty())
        .map(
            past -> {
              PastAttempt last = past.get(past.size() - 1);
              return new UnitLog(
                  unit.index(),
                  last.end(),
                  last.device().value(),
                  last.log().map(log -> log.text()).orElse(last.detail()),
                  last.log().map(log -> log.droppedBytes()).orElse(0L));
            });
  }

  private void manifest(Request request) throws IOException {
    JobProgress progress = jobs.readable(request);
    Optional<String> index = progress.status().results();
    String merge = progress.job().spec().results().merge().name().toLowerCase(Locale.ROOT);
    if (index.isPresent()) {
      request.answer(complete(request, progress.job().id(), merge, reader(index.get())));
      return;
    }
    long after = request.query("cursor").map(ResultsApi::parse).orElse(-1L);
    List<Row> rows = results.after(progress.job().id(), after, request.limit());
    List<ResultManifest.Item> items = new ArrayList<>();
    rows.forEach(row -> row.outputs().forEach(output -> items.add(item(row.unit(), output))));
    String next =
        rows.size() == request.limit() ? String.valueOf(rows.get(rows.size() - 1).unit()) : null;
    request.answer(
        new ResultManifest(progress.job().id().value(), false, merge, null, null, items, next));
  }

  private static ResultManifest complete(
      Request request, JobId job, String merge, PieceIndexReader reader) throws IOException {
    long first = request.query("cursor").map(ResultsApi::parse).orElse(0L);
    List<ResultManifest.Item> items = new ArrayList<>();
    reader.walk(
        first,
        row -> {
          items.add(
              new ResultManifest.Item(
                  row.piece().unit(),
                  row.piece().name(),
                  row.piece().length(),
                  row.piece().sha256()));
          return items.size() < request.limit();
        });
    long next = first + items.size();
    return new ResultManifest(
        job.value(),
        true,
        merge,
        reader.rows(),
        reader.pieceBytes(),
        items,
        next < reader.rows() ? String.valueOf(next) : null);
  }

  private static ResultManifest.Item item(long unit, Output output) {
    return new ResultManifest.Item(unit, output.path(), output.size(), output.sha256());
  }

  private void file(Request request) throws IOException {
    Job job = jobs.readable(request).job();
    UnitId unit = JobsApi.requireUnit(job, request.pathNumber("unit"));
    String path = request.path("path");
    Output output =
        results.of(unit).map(Row::outputs).orElse(List.of()).stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                            Kind.NOT_FOUND,
                            "result.missing",
                            "unit %d has no output '%s'".formatted(unit.index(), path),
                            "see the manifest: " + JobsApi.PATH + "/" + job.id() + "/results")
                        .with("unit", unit.index())
                        .with("path", path));
    ByteRange range = Bytes.range(request, output.size());
    Bytes.attachment(request, path.substring(path.lastIndexOf('/') + 1));
    if (!Bytes.head(
        request, "application/octet-stream", range, output.size(), Optional.of(output.sha256()))) {
      return;
    }
    try (InputStream in = open(output, range)) {
      in.transferTo(request.context().res().getOutputStream());
    }
  }

  private InputStream open(Output output, ByteRange range) throws IOException {
    if (output.inline().isPresent()) {
      byte[] bytes = Base64.getDecoder().decode(output.inline().get());
      return new ByteArrayInputStream(bytes, (int) range.first(), (int) range.length());
    }
    return blobs.open(output.sha256(), range.first(), range.length());
  }

  private void concat(Request request) throws IOException {
    String index = assembled(request);
    Concatenation all = new Concatenation(reader(index), blobs);
    ByteRange range = Bytes.range(request, all.size());
    Bytes.attachment(request, request.path("id") + ".out");
    if (!Bytes.head(request, "application/octet-stream", range, all.size(), Optional.of(index))) {
      return;
    }
    all.write(range, request.context().res().getOutputStream());
  }

  private void zip(Request request) throws IOException {
    String index = assembled(request);
    Optional<ChosenUnits> chosen = request.query("units").map(ChosenUnits::parse);
    PieceIndexReader all = reader(index);
    ZipArchive archive = new ZipArchive(chosen.isPresent() ? chosen.get().of(all) : all, blobs);
    ByteRange range = Bytes.range(request, archive.size());
    String which = chosen.map(some -> "-" + some.units().hashCode()).orElse("");
    Bytes.attachment(request, request.path("id") + ".zip");
    if (!Bytes.head(
        request, "application/zip", range, archive.size(), Optional.of(index + "-zip" + which))) {
      return;
    }
    archive.write(range, request.context().res().getOutputStream());
  }

  private String assembled(Request request) {
    JobProgress progress = jobs.readable(request);
    return progress
        .status()
        .results()
        .orElseThrow(
            () ->
                RefusedException.of(
                        Kind.CONFLICT,
                        "job.incomplete",
                        "job %s is %s: its results are not all there"
                            .formatted(progress.job().id(), progress.status().state()),
                        "wait for it: idlegrid job wait; single files can be had before")
                    .with("job", progress.job().id())
                    .with("state", progress.status().state()));
  }

  private PieceIndexReader reader(String index) throws IOException {
    long size =
        blobs
            .size(index)
            .orElseThrow(() -> new IOException("the index of results " + index + " is missing"));
    return new PieceIndexReader(offset -> blobs.open(index, offset, size - offset), size);
  }

  /** Cursors count units or rows: nothing that we give is less than none, or the largest number. */
  private static long parse(String cursor) {
    try {
      long value = Long.parseLong(cursor);
      if (value >= 0 && value < Long.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw noCursor(cursor);
    }
    throw noCursor(cursor);
  }

  private static RefusedException noCursor(String cursor) {
    return RefusedException.invalid(
            "query.cursor", "?cursor", "'" + cursor + "' is no cursor of ours", "leave it out")
        .with("cursor", cursor);
  }
}
