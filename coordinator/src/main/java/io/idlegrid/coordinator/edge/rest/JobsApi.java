package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Finish;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.list.JobLine;
import io.idlegrid.coordinator.edge.list.JobLines;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.edge.rest.jobfile.JobFileReader;
import io.idlegrid.coordinator.edge.rest.view.JobViews;
import io.idlegrid.coordinator.flow.Admission;
import io.idlegrid.coordinator.flow.ClaimBroken;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.Fleet;
import io.idlegrid.coordinator.flow.JobEnd;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.SubmitJob;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Submission;
import io.idlegrid.coordinator.flow.port.SubmittedFile;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobFile;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Jobs over HTTP: submit, look, explain, cancel. */
final class JobsApi {

  static final String PATH = "/api/v1/jobs";
  private static final int MOST_KEY_CHARACTERS = 200;

  private final GridLoop loop;
  private final GridStore store;
  private final JobLines lines;
  private final JobFileReader reader;
  private final SubmitJob submit;
  private final Secrets secrets;
  private final Usage usage;
  private final Clock clock;

  JobsApi(
      GridLoop loop,
      GridStore store,
      JobLines lines,
      JobFileReader reader,
      SubmitJob submit,
      Secrets secrets,
      Usage usage,
      Clock clock) {
    this.loop = loop;
    this.store = store;
    this.lines = lines;
    this.reader = reader;
    this.submit = submit;
    this.secrets = secrets;
    this.usage = usage;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(PATH, Route.having(Right.SUBMIT_JOBS), "Submits a job, or only previews it")
            .query("dryRun", "boolean", "say what would become of it and change nothing")
            .body(JobFile.class, "application/yaml", "application/json")
            .answers(200, "what would become of it", JobPreview.class)
            .answers(202, "accepted; Location names the job", JobReceipt.class)
            .by(this::submit),
        Route.get(PATH, Route.ANY_ACCOUNT, "Lists jobs, newest first")
            .paged()
            .query("state", "string", "only jobs in this state")
            .query("label", "string", "only jobs with this label, written name=value")
            .query("owner", "string", "only jobs of this account")
            .query("text", "string", "only jobs with this in their id, name, owner or labels")
            .answers(200, "a page", JobView.Page.class)
            .by(this::list),
        Route.get(PATH + "/{id}", Route.ANY_ACCOUNT, "Shows a job")
            .answers(200, "the job", JobView.class)
            .by(request -> request.answer(shown(request, visible(request)))),
        Route.post(PATH + "/{id}/cancel", Route.ANY_ACCOUNT, "Cancels a job")
            .answers(200, "the job", JobView.class)
            .by(this::cancel),
        Route.get(PATH + "/{id}/explain", Route.ANY_ACCOUNT, "Says why units wait")
            .query("unit", "integer", "one unit, in full")
            .answers(200, "why", JobExplanation.class)
            .by(this::explain),
        Route.get("/api/v1/schemas/job", Route.OPEN, "The JSON Schema of the job file")
            .streams(200, "the schema", "application/schema+json")
            .by(this::schema));
  }

  /** A job whose logs and results the caller may read; whoever may only look is told so. */
  JobProgress readable(Request request) {
    JobProgress progress = visible(request);
    if (!mayRead(request, progress.job())) {
      throw Denied.lacks(request.user().account().name(), Right.READ_ALL_RESULTS);
    }
    return progress;
  }

  /**
   * Whether the caller may see more of a job than how far it is: its file, which names code and
   * data by their hashes, what it printed and what it made.
   */
  static boolean mayRead(Request request, Job job) {
    return request.user().mayTouch(job.account(), Right.READ_ALL_RESULTS);
  }

  /** The job of the path, if the caller may see it. */
  JobProgress visible(Request request) {
    JobId id = request.job();
    JobProgress progress =
        loop.ask((grid, now) -> grid.progress(id))
            .join()
            .orElseThrow(() -> Request.noJob(id.value()));
    if (!request.user().mayTouch(progress.job().account(), Right.SEE_ALL_JOBS)) {
      // Whether a job of somebody else exists is nobody's business.
      throw Request.noJob(id.value());
    }
    return progress;
  }

  private void submit(Request request) throws IOException {
    Caller.User user = request.user();
    byte[] body = request.bytes(JobFileReader.MOST_BYTES);
    JobFile file = reader.file(body, isJson(request, body));
    submit(
        request,
        Secrets.hash(latin1(body)),
        fleet -> submit.prepare(reader.draft(file), user.account().name(), fleet),
        request.json(file));
  }

  /** Makes a job of what was submitted. */
  @FunctionalInterface
  interface Preparation {
    SubmitJob.Prepared prepare(Fleet fleet) throws IOException;
  }

  /**
   * Submits a job, or only previews it.
   *
   * @param digest of everything that it is made of, to recognise repetitions
   * @param file what is kept of it to be shown
   */
  void submit(Request request, String digest, Preparation preparation, String file)
      throws IOException {
    Caller.User user = request.user();
    Optional<String> key =
        request.header("Idempotency-Key").map(each -> user.account().name() + "/" + sound(each));
    Optional<Submission> earlier = key.flatMap(each -> store.get(Table.SUBMISSION, each));
    if (earlier.isPresent() && !request.flag("dryRun")) {
      answerReplay(request, earlier.get(), digest);
      return;
    }
    SubmitJob.Prepared prepared = preparation.prepare(loop.ask((grid, now) -> grid.fleet()).join());
    Instant now = clock.instant();
    Job job = new Job(newId(now), user.account().name(), now, prepared.spec());
    if (request.flag("dryRun")) {
      request.changesNothing();
      preview(request, job, prepared.inputBytes());
    } else {
      usage.submit(user.account(), now);
      admit(request, job, file, key, digest);
    }
  }

  /** A job that had failed runs again: what it made counts as that of a job under way. */
  void goesOn(Job job) {
    usage.goesOn(job);
  }

  /** A job with the file that it was submitted as; jobs of an older coordinator have none. */
  private JobView shown(Request request, JobProgress progress) {
    if (!mayRead(request, progress.job()) || progress.job().spec().isEndless()) {
      return JobViews.view(progress);
    }
    return store
        .get(Table.FILE, Table.key(progress.job().id()))
        .map(submitted -> JobViews.full(progress, reader.read(submitted.json())))
        .orElseGet(() -> JobViews.full(progress));
  }

  /** Any bytes as a text. */
  static String latin1(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }

  private static String sound(String idempotencyKey) {
    if (idempotencyKey.length() > MOST_KEY_CHARACTERS) {
      throw RefusedException.invalid(
              "idempotency.key",
              "Idempotency-Key",
              "the Idempotency-Key has %d characters, more than %d"
                  .formatted(idempotencyKey.length(), MOST_KEY_CHARACTERS),
              "a random UUID is long enough")
          .with("count", idempotencyKey.length())
          .with("most", MOST_KEY_CHARACTERS);
    }
    return idempotencyKey;
  }

  private void admit(Request request, Job job, String file, Optional<String> key, String digest)
      throws IOException {
    Commit.Builder kept =
        Commit.builder().put(Table.FILE, Table.key(job.id()), new SubmittedFile(file));
    try {
      Admission admission =
          loop.request((grid, now) -> grid.submit(job, key, digest, kept, now)).join();
      boolean namesDevices = !job.spec().devices().isEmpty();
      accepted(
          request,
          new JobReceipt(
              job.id().value(),
              units(job.spec()),
              false,
              namesDevices
                  ? new JobReceipt.NamedDevices(
                      admission.taken(),
                      admission.refused().size(),
                      JobViews.refusals(admission.refused()))
                  : null));
    } catch (CompletionException e) {
      Optional<Submission> first = key.flatMap(each -> store.get(Table.SUBMISSION, each));
      if (e.getCause() instanceof ClaimBroken && first.isPresent()) {
        answerReplay(request, first.get(), digest);
        return;
      }
      throw e;
    }
  }

  private void answerReplay(Request request, Submission earlier, String digest) throws IOException {
    if (!earlier.digest().equals(digest)) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "idempotency.reused",
              "the Idempotency-Key was used for another job, " + earlier.job(),
              "use a new key for each job")
          .with("job", earlier.job());
    }
    long units =
        store.get(Table.JOB, Table.key(earlier.job())).map(job -> units(job.spec())).orElse(0L);
    accepted(request, new JobReceipt(earlier.job().value(), units, true, null));
  }

  private static void accepted(Request request, JobReceipt receipt) throws IOException {
    request.context().header("Location", PATH + "/" + receipt.id());
    request.answer(202, receipt);
  }

  private static long units(JobSpec spec) {
    return spec.group().map(group -> (long) group.replicas()).orElse(spec.plan().units());
  }

  private void preview(Request request, Job job, long inputBytes) throws IOException {
    List<DeviceVetoes> devices = loop.ask((grid, now) -> grid.preview(job, now)).join();
    long ready = devices.stream().filter(device -> device.vetoes().isEmpty()).count();
    long eligible =
        devices.stream()
            .filter(d -> d.vetoes().stream().noneMatch(veto -> veto.reason().isLasting()))
            .count();
    JobSpec spec = job.spec();
    Optional<JobEnd> end =
        spec.isEndless()
            ? Optional.empty()
            : Optional.of(loop.ask((grid, now) -> grid.end(job, now)).join());
    request.answer(
        new JobPreview(
            units(spec),
            inputBytes,
            devices.size(),
            (int) eligible,
            (int) ready,
            end.flatMap(JobEnd::together).map(each -> Math.max(1, each.toSeconds())).orElse(null),
            end.flatMap(JobEnd::likely).map(JobsApi::finish).orElse(null),
            JobViews.refusals(devices.stream().filter(d -> !d.vetoes().isEmpty()).toList())));
  }

  private static JobPreview.Finish finish(Finish finish) {
    return new JobPreview.Finish(
        Math.max(1, finish.after().toSeconds()), finish.probability(), finish.devices());
  }

  private void list(Request request) throws IOException {
    list(request, line -> true);
  }

  /** A page of some of the jobs that the caller may see. */
  void list(Request request, Predicate<JobLine> wanted) throws IOException {
    Predicate<JobLine> shown =
        wanted
            .and(line -> request.user().mayTouch(line.account(), Right.SEE_ALL_JOBS))
            .and(asked(request));
    List<JobId> ids = lines.before(request.cursor(), shown, request.limit());
    String next = ids.size() == request.limit() ? ids.get(ids.size() - 1).value() : null;
    request.answer(new JobView.Page(progress(ids).stream().map(JobViews::view).toList(), next));
  }

  /** What the query asks for. */
  private static Predicate<JobLine> asked(Request request) {
    Optional<JobState> state = request.query("state").map(JobsApi::state);
    Optional<String[]> label = request.query("label").map(text -> text.split("=", 2));
    Optional<String> owner = request.query("owner");
    Optional<String> text = request.query("text");
    return line ->
        state.map(line.state()::equals).orElse(true)
            && label.map(pair -> hasLabel(line, pair)).orElse(true)
            && owner.map(line.account()::equals).orElse(true)
            && text.map(line::holds).orElse(true);
  }

  private static JobState state(String word) {
    for (JobState state : JobState.values()) {
      if (state.name().equalsIgnoreCase(word)) {
        return state;
      }
    }
    throw RefusedException.invalid(
            "job.state",
            "?state",
            "no job is ever '" + word + "'",
            "jobs are RUNNING, MERGING, ASSEMBLING, SUCCEEDED, FAILED or CANCELLED")
        .with("state", word);
  }

  /** How far jobs are, in their order; two readings for all of those that are over. */
  private List<JobProgress> progress(List<JobId> ids) {
    Map<JobId, JobProgress> active = loop.ask((grid, now) -> grid.active(ids)).join();
    // In this order: what ends in between is in the store by now.
    List<String> over = ids.stream().filter(id -> !active.containsKey(id)).map(Table::key).toList();
    Map<String, Job> jobs = store.getAll(Table.JOB, over);
    Map<String, JobStatus> statuses = store.getAll(Table.STATUS, over);
    return ids.stream()
        .flatMap(
            id ->
                Optional.ofNullable(active.get(id))
                    .or(
                        () ->
                            Optional.ofNullable(jobs.get(Table.key(id)))
                                .flatMap(
                                    job ->
                                        Optional.ofNullable(statuses.get(Table.key(id)))
                                            .map(status -> JobProgress.ended(job, status))))
                    .stream())
        .toList();
  }

  private static boolean hasLabel(JobLine line, String[] pair) {
    String value = line.labels().get(pair[0]);
    return value != null && (pair.length < 2 || value.equals(pair[1]));
  }

  /** The job of the path, if the caller may change it. */
  JobProgress controlled(Request request) {
    JobProgress progress = visible(request);
    if (!request.user().mayTouch(progress.job().account(), Right.CONTROL_ALL_JOBS)) {
      throw Denied.notYours("job " + progress.job().id());
    }
    return progress;
  }

  private void cancel(Request request) throws IOException {
    JobProgress progress = controlled(request);
    String account = request.user().account().name();
    boolean isRefused =
        loop.request((grid, now) -> grid.cancel(progress.job().id(), account, now))
            .join()
            .map(move -> move.isRefused())
            .orElse(!progress.status().state().isFinal());
    if (isRefused) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "job.over",
              "job %s is over already: %s"
                  .formatted(progress.job().id(), progress.status().state()),
              "there is nothing to cancel")
          .with("job", progress.job().id())
          .with("state", progress.status().state());
    }
    request.answer(shown(request, visible(request)));
  }

  private void explain(Request request) throws IOException {
    JobProgress progress = visible(request);
    JobId id = progress.job().id();
    Optional<Explanation.OfJob> ofJob = loop.ask((grid, now) -> grid.explain(id, now)).join();
    Optional<Long> unit = request.number("unit");
    Optional<JobExplanation.Unit> ofUnit =
        unit.flatMap(
            index -> {
              UnitId unitId = requireUnit(progress.job(), index);
              return loop.ask((grid, now) -> grid.explain(unitId, now))
                  .join()
                  .map(found -> JobViews.unit(found, mayRead(request, progress.job())));
            });
    request.answer(JobViews.explanation(progress, ofJob, ofUnit, names()));
  }

  static UnitId requireUnit(Job job, long index) {
    if (index < 0 || index >= job.spec().allUnits()) {
      throw RefusedException.of(
              Kind.NOT_FOUND,
              "unit.unknown",
              "job %s has units 0 to %d, not %d"
                  .formatted(job.id(), job.spec().allUnits() - 1, index),
              "count from 0")
          .with("unit", index)
          .with("last", job.spec().allUnits() - 1);
    }
    return new UnitId(job.id(), index);
  }

  private Function<DeviceId, String> names() {
    Map<DeviceId, String> names =
        loop.ask((grid, now) -> grid.devices(Optional.empty())).join().stream()
            .collect(Collectors.toMap(seat -> seat.device().id(), seat -> seat.device().name()));
    return id -> names.getOrDefault(id, id.value());
  }

  private void schema(Request request) throws IOException {
    request.answer(reader.schema());
    request.context().contentType("application/schema+json");
  }

  /** JSON says so, or begins with a brace and does not say otherwise; the rest is YAML. */
  private static boolean isJson(Request request, byte[] body) {
    String type = request.header("Content-Type").orElse("");
    boolean mayBeJson = body.length > 0 && body[0] == '{' && !type.contains("yaml");
    return type.contains("json") || mayBeJson;
  }

  /** Sorts by the time of submission: 9 digits of milliseconds in base 36, then random letters. */
  private JobId newId(Instant now) {
    String time = Long.toString(now.toEpochMilli(), 36);
    return new JobId("j-" + "0".repeat(9 - time.length()) + time + secrets.id(5));
  }
}
