package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobMove;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.OwnShare;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

/**
 * The coordinator's state and everything that changes it. One thread calls it: any number of
 * events, then {@link #settle}, which decides what follows, commits it and sends what may be sent.
 */
public final class Grid {

  private final GridPorts ports;
  private final Board board = new Board();
  private final RecoverGrid recover;
  private final AdmitJob admit;
  private final WelcomeDevice welcome;
  private final RemoveDevice remove;
  private final HearReport hear;
  private final ExpireLeases expire;
  private final KeepHours hours;
  private final EndJob end;
  private final RetryUnits retry;
  private final DeleteJob delete;
  private final ScaleService scale;
  private final ShowService showService;
  private final TakeChunks take;
  private final PlaceReadyUnits place;
  private final WishImages wish;
  private final PlaceImage placement;
  private final ExplainJob explain;
  private final SelectDevices select;
  private final OverlookGrid overlook;
  private final ShowDevices show;
  private final Views views;
  private final UnitLedger ledger;
  private final Steps steps;

  public Grid(GridPorts ports, GridRules rules, GrantSeal seal) {
    this.ports = ports;
    steps = new Steps(ports, board);
    KeepHistory history = new KeepHistory(board);
    ledger = new UnitLedger(board, history);
    views = new Views(board, ports.forecasts(), ports.conditions());
    wish = new WishImages(board, views);
    placement = new PlaceImage(board, wish, steps);
    admit = new AdmitJob(board, views, ports.feed(), steps);
    recover = new RecoverGrid(board, ports.store(), ports.forecasts(), rules);
    expire = new ExpireLeases(board, ledger, ports.tally());
    hours = new KeepHours(board);
    ValidateUnit validate = new ValidateUnit(board, ledger);
    AcceptResult accept =
        new AcceptResult(
            board,
            ledger,
            validate,
            history,
            seal,
            ports.blobs(),
            ports.forecasts(),
            ports.tally());
    KeepPromises promises = new KeepPromises(ports.forecasts(), ports.tally());
    hear =
        new HearReport(
            board,
            ledger,
            accept,
            ports.forecasts(),
            promises,
            new GateAgain(board, views, promises, rules),
            ports.feed(),
            rules);
    welcome = new WelcomeDevice(board, ledger, expire, seal, ports.links(), rules);
    remove = new RemoveDevice(board, ledger, history, ports.forecasts(), ports.feed());
    take = new TakeChunks(board, rules);
    GrantLease grant =
        new GrantLease(board, ledger, seal, ports.inputs(), ports.blobs(), views, promises, rules);
    place =
        new PlaceReadyUnits(
            board, views, grant, ports.feed(), ports.tally(), ports.quotas(), rules);
    explain = new ExplainJob(board, views, ports.quotas());
    select = new SelectDevices(board, views, explain);
    overlook = new OverlookGrid(board);
    show = new ShowDevices(board, overlook);
    scale = new ScaleService(board, ledger, ports.feed());
    showService = new ShowService(board, explain);
    end = new EndJob(board, ledger, views, ports, steps::now);
    delete = new DeleteJob(board, ports.store(), ports.feed(), steps);
    retry =
        new RetryUnits(board, ledger, ports.store(), ports.background(), ports.feed(), steps::now);
  }

  /** Rebuilds memory from the store. Called once, before anything else. */
  public void recover(Instant now) {
    recover.recover(now);
  }

  /** Whether this coordinator had to stop. */
  public boolean isHalted() {
    return steps.isHalted();
  }

  /** What was known of promises before a restart; what is not known is learnt anew. */
  public void restore(Map<DeviceId, PromiseRecord> promises) {
    promises.forEach(
        (device, record) -> board.seat(device).ifPresent(seat -> seat.promises().restore(record)));
  }

  // Events.

  /** A device connected and said hello. */
  public void hello(DeviceId device, long connection, Hello hello, Instant now) {
    Step step = steps.at(now);
    board.seat(device).ifPresent(seat -> welcome.welcome(seat, connection, hello, step));
    ports.feed().deviceChanged(device);
  }

  /** A device reported. Reports over a connection that was replaced are ignored. */
  public void report(DeviceId device, long connection, Report report, Instant now) {
    Step step = steps.at(now);
    board
        .seat(device)
        .filter(seat -> seat.connection() == connection)
        .ifPresent(seat -> hear.hear(seat, report, step));
  }

  /** A connection broke. The device's leases go on. */
  public void gone(DeviceId device, long connection, Instant now) {
    steps.at(now);
    board
        .seat(device)
        .filter(seat -> seat.connection() == connection)
        .ifPresent(Seat::disconnected);
    ports.feed().deviceChanged(device);
  }

  /** Time passed. */
  public void tick(Instant now) {
    Step step = steps.at(now);
    expire.expireEnded(step);
    hours.keep(step);
    wish.wish(step.now());
  }

  /**
   * A job was submitted. Accepted only when it is durable.
   *
   * @param idempotencyKey row key under which the same submission is recognised
   * @param commit further rows that are written with it
   */
  public CompletionStage<Admission> submit(
      Job job, Optional<String> idempotencyKey, String digest, Commit.Builder commit, Instant now) {
    steps.at(now);
    return admit.admit(job, idempotencyKey, digest, commit, now);
  }

  /** A job of which nothing but itself is kept. */
  public CompletionStage<Admission> submit(
      Job job, Optional<String> idempotencyKey, String digest, Instant now) {
    return submit(job, idempotencyKey, digest, Commit.builder(), now);
  }

  /** A user cancels a job; empty when it is not active any more. */
  public CompletionStage<Optional<JobMove>> cancel(JobId job, String account, Instant now) {
    Step step = steps.at(now);
    Optional<JobMove> move = board.job(job).map(active -> end.cancel(active, account, step));
    return steps.afterCommit(move);
  }

  /** Another number of replicas of a service is wanted; empty when it is over. */
  public CompletionStage<Optional<Integer>> scale(JobId job, int replicas, Instant now) {
    Step step = steps.at(now);
    Optional<ActiveJob> active = board.job(job);
    active.ifPresent(service -> scale.scale(service, replicas, step));
    return steps.afterCommit(active.map(service -> replicas));
  }

  /**
   * A user wants failed units to be tried again; a job that failed then runs again.
   *
   * @param wanted which of the failed units
   * @return how many, once it is durable; a {@link RefusedException} when it cannot be
   */
  public CompletionStage<Long> retry(JobId job, LongPredicate wanted, Instant now) {
    steps.at(now);
    return retry.retry(job, wanted);
  }

  /**
   * A user deletes a job that is over, with all that it made.
   *
   * @return the job, once that is durable; a {@link RefusedException} when it cannot be
   */
  public CompletionStage<JobProgress> delete(JobId job, Instant now) {
    steps.at(now);
    return delete.delete(job);
  }

  /** A device joins. */
  public CompletionStage<Boolean> join(Device device, Commit.Builder with, Instant now) {
    steps.at(now);
    Changes.checkTerm(with, board.term());
    Commit commit =
        with.absent(Table.DEVICE, Table.key(device.id()))
            .put(Table.DEVICE, Table.key(device.id()), device)
            .build();
    return steps.committed(
        commit,
        () -> {
          board.add(new Seat(device, Standing.NEW));
          return true;
        });
  }

  /** Something about a device is wanted to be different, such as its duty. */
  public CompletionStage<Optional<Device>> change(
      DeviceId device, UnaryOperator<Device> change, Instant now) {
    Step step = steps.at(now);
    Optional<Device> changed =
        board
            .seat(device)
            .map(
                seat -> {
                  seat.device(change.apply(seat.device()));
                  step.changes().device(seat.device());
                  seat.tellDuty(now);
                  board.seatChanged(device);
                  return seat.device();
                });
    return steps.afterCommit(changed);
  }

  /** A device that waits for approval is refused: nothing is left of it. False if it is not one. */
  public CompletionStage<Boolean> refuse(DeviceId device, Instant now) {
    return steps.afterCommit(remove.refuse(device, steps.at(now)));
  }

  /**
   * A device is removed for good.
   *
   * @param by account that wants it
   * @return what stays of it, once that is durable; empty when there is no such device
   */
  public CompletionStage<Optional<FormerDevice>> remove(DeviceId device, String by, Instant now) {
    return steps.afterCommit(remove.remove(device, by, steps.at(now)));
  }

  /** Someone watches, or no longer watches, the log of an attempt. */
  public void follow(AttemptId attempt, boolean isWatched) {
    board
        .attempts()
        .find(attempt)
        .flatMap(live -> board.seat(live.device()))
        .ifPresent(
            seat -> {
              boolean changed =
                  isWatched ? seat.followed().add(attempt) : seat.followed().remove(attempt);
              if (changed) {
                seat.outbox().follow(seat.followed());
              }
            });
  }

  /** Decides what follows from the events so far, commits it, and sends what may be sent. */
  public void settle(Instant now) {
    if (steps.isHalted()) {
      return;
    }
    Step step = steps.at(now);
    for (ActiveJob job : List.copyOf(board.jobs())) {
      end.check(job, step);
    }
    take.take(step);
    place.place(step);
    steps.commit();
    for (Seat seat : board.takeMail()) {
      seat.takeOrders()
          .ifPresent(orders -> ports.links().send(seat.device().id(), seat.connection(), orders));
    }
  }

  /** An image is to be on exactly these devices; on none when there are none. */
  public CompletionStage<Boolean> place(PlacedImage placed, Instant now) {
    return placement.place(placed, steps.at(now));
  }

  // Questions.

  /** How far the devices are that are to have an image; empty when none is to. */
  public Optional<List<PlacedState>> placed(String key) {
    return placement.states(key);
  }

  /** What was placed under a name. */
  public Optional<PlacedImage> placedImage(String key) {
    return placement.placed(key);
  }

  /** How far a job is; from the store when it is over. */
  public Optional<JobProgress> progress(JobId id) {
    Optional<JobProgress> active = board.job(id).map(JobProgress::of);
    if (active.isPresent()) {
      return active;
    }
    Optional<Job> job = ports.store().get(Table.JOB, Table.key(id));
    Optional<JobStatus> status = ports.store().get(Table.STATUS, Table.key(id));
    return job.flatMap(found -> status.map(over -> JobProgress.ended(found, over)));
  }

  /** How far those of some jobs are that are not over. */
  public Map<JobId, JobProgress> active(Collection<JobId> some) {
    Map<JobId, JobProgress> active = new LinkedHashMap<>();
    some.forEach(id -> board.job(id).ifPresent(job -> active.put(id, JobProgress.of(job))));
    return active;
  }

  /** Digests of the images that unfinished jobs run in, and of those that devices are to have. */
  public Set<String> neededImages() {
    return placement.needed();
  }

  /** The whole grid in a few numbers. */
  public Overview overview() {
    return overlook.overview(steps.now().now());
  }

  /** How promises were kept, of every device that was ever granted something. */
  public Map<DeviceId, PromiseRecord> promises() {
    Map<DeviceId, PromiseRecord> records = new LinkedHashMap<>();
    for (Seat seat : board.seats()) {
      if (!seat.promises().record().equals(PromiseRecord.EMPTY)) {
        records.put(seat.device().id(), seat.promises().record());
      }
    }
    return records;
  }

  /** Some devices, of those that there are. */
  public List<SeatView> devices(Collection<DeviceId> some) {
    return show.some(some);
  }

  /** Why a job's units wait; empty when it is over. */
  public Optional<Explanation.OfJob> explain(JobId job, Instant now) {
    return board.job(job).map(active -> explain.explain(active, now));
  }

  /** Why one unit waits; empty when the job is over. */
  public Optional<Explanation.OfUnit> explain(UnitId unit, Instant now) {
    return board.job(unit.job()).map(active -> explain.explain(active, unit.index(), now));
  }

  /** The replicas of a service that is not over. */
  public List<ReplicaView> replicas(JobId service, Instant now) {
    return board.job(service).map(active -> showService.replicas(active, now)).orElse(List.of());
  }

  /** Where a unit of an active job is, in one word. */
  public Optional<String> unitState(UnitId unit, Instant now) {
    return board.job(unit.job()).map(active -> explain.state(active, unit, now));
  }

  /** The chunks of an active job in which something is to be done; none when it is over. */
  public Map<Long, OpenChunk> openChunks(JobId job) {
    return board.job(job).map(active -> OpenChunk.all(active, board.attempts())).orElse(Map.of());
  }

  /** The attempts of a unit under way. */
  public List<AttemptId> attempts(UnitId unit) {
    return board.attempts().of(unit).stream()
        .filter(live -> live.state().isLive())
        .map(LiveAttempt::id)
        .toList();
  }

  /** The job of an attempt, as long as a device holds it under a lease that has not ended. */
  public Optional<Job> held(AttemptId attempt, DeviceId device, Instant now) {
    return board
        .attempts()
        .find(attempt)
        .filter(live -> live.device().equals(device) && live.state().isLive())
        .filter(live -> live.leaseUntil().isAfter(now))
        .flatMap(live -> board.job(attempt.unit().job()))
        .map(ActiveJob::job);
  }

  /** Units of an account under way. */
  public long running(String account) {
    return Allowance.running(board, account);
  }

  /** Bytes that jobs made that are not over, by account. */
  public Map<String, Long> outputBytes() {
    Map<String, Long> made = new LinkedHashMap<>();
    board.jobs().forEach(job -> made.merge(job.job().account(), job.outputBytes(), Long::sum));
    return made;
  }

  /** Every device, or one. */
  public List<SeatView> devices(Optional<DeviceId> only) {
    return show.all(only);
  }

  /** What the grid used of a device in the last hour. */
  public List<OwnShare.Minute> ownShare(DeviceId device, Instant now) {
    return board.seat(device).map(seat -> seat.ownShare().lastHour(now)).orElse(List.of());
  }

  /** The devices that there are, and those that were. */
  public Fleet fleet() {
    return new Fleet(
        board.seats().stream().map(Seat::device).toList(),
        removed().stream().map(FormerDevice::device).toList());
  }

  /** Devices that were removed, by id. */
  public List<FormerDevice> removed() {
    return board.removed().all();
  }

  /** Which devices suit a need now: that of an imagined job of one unit. */
  public Selection select(Job imagined, Instant now) {
    Selection selection = select.select(imagined, now);
    ports.conditions().forget(imagined.id());
    return selection;
  }

  /** When a job that is not submitted may be done. */
  public JobEnd end(Job imagined, Instant now) {
    JobEnd end = select.end(imagined, now);
    ports.conditions().forget(imagined.id());
    return end;
  }

  /** What the devices would say to a job that is not submitted, device by device. */
  public List<DeviceVetoes> preview(Job job, Instant now) {
    ActiveJob imagined = new ActiveJob(job, JobStatus.submitted(job.id()));
    Demand demand = views.demand(imagined, now);
    List<DeviceVetoes> said = explain.devices(demand, now);
    ports.conditions().forget(job.id());
    return said;
  }

  /** The memory that invariants are checked against, in tests. */
  Board board() {
    return board;
  }
}
