package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.flow.port.DeviceLinks.ImageWish;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A device that joined, connected or not, and what is about to be sent to it. */
public final class Seat {

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(15);
  private static final int MOST_DOUBLINGS = 6;
  private static final Duration NEWS_EVERY = Duration.ofMinutes(1);

  private Device device;
  private Standing standing;
  private long connection;
  private Optional<Condition> condition = Optional.empty();
  private Optional<Instant> lastSeen = Optional.empty();
  private Optional<Instant> backOffUntil = Optional.empty();
  private int faultsInARow;
  private final Set<JobId> knownPrograms = new LinkedHashSet<>();
  private final Set<AttemptId> followed = new LinkedHashSet<>();
  private Map<String, ImageState> images = Map.of();
  private Optional<MirrorState> mirror = Optional.empty();
  private List<ImageWish> wished = List.of();
  private Outbox outbox = new Outbox();
  private Set<Seat> mail = new LinkedHashSet<>();
  private int unsettledOutcomes;
  private final PromiseBook promises = new PromiseBook();
  private final OwnShare ownShare = new OwnShare();
  private Harm harm = Harm.NONE;
  private Instant toldAt = Instant.EPOCH;
  private Duty toldDuty;

  public Seat(Device device, Standing standing) {
    this.device = device;
    this.standing = standing;
    this.toldDuty = device.duty();
  }

  public Device device() {
    return device;
  }

  public void device(Device newer) {
    device = newer;
  }

  /** What is wanted of the device then, which it is told as it is welcomed. */
  public Duty duty(Instant now) {
    toldDuty = device.dutyAt(now);
    return toldDuty;
  }

  /** Tells the device what is wanted of it, unless it was told so; whether that was news. */
  public boolean tellDuty(Instant now) {
    Duty before = toldDuty;
    if (duty(now) == before) {
      return false;
    }
    outbox().duty(toldDuty);
    return true;
  }

  public Standing standing() {
    return standing;
  }

  public void standing(Standing newer) {
    standing = newer;
  }

  /** The current connection, or 0. */
  public long connection() {
    return connection;
  }

  public boolean isConnected() {
    return connection != 0;
  }

  /** A new connection: what was about to be sent over the old one is lost. */
  public void connected(long newConnection, Instant now) {
    connection = newConnection;
    lastSeen = Optional.of(now);
    condition = Optional.empty();
    knownPrograms.clear();
    toldAt = Instant.EPOCH;
    outbox = new Outbox();
    unsettledOutcomes = 0;
    wished = List.of();
    mirror = Optional.empty();
  }

  public void disconnected() {
    connection = 0;
    condition = Optional.empty();
  }

  /** The latest report; absent without a connection or before the first report. */
  public Optional<Condition> condition() {
    return condition;
  }

  public void heard(Condition newer, Instant now) {
    condition = Optional.of(newer);
    lastSeen = Optional.of(now);
    ownShare.add(newer.ownPercent(), now);
  }

  public void heard(Instant now) {
    lastSeen = Optional.of(now);
  }

  /** The images of the device and how far those are that were wished for, by digest. */
  public Map<String, ImageState> images() {
    return images;
  }

  public void images(List<ImageState> states) {
    Map<String, ImageState> byDigest = new LinkedHashMap<>();
    states.forEach(state -> byDigest.put(state.digest(), state));
    images = byDigest;
  }

  /** The registry that the device reads from for others, as it said last. */
  public Optional<MirrorState> mirror() {
    return mirror;
  }

  public void mirror(MirrorState newer) {
    mirror = Optional.of(newer);
  }

  /** Wishes for exactly these images, if the device was not told so already. */
  public void wish(List<ImageWish> wishes) {
    if (!wishes.equals(wished)) {
      wished = List.copyOf(wishes);
      outbox().wish(wished);
    }
  }

  public Optional<Instant> lastSeen() {
    return lastSeen;
  }

  public Optional<Instant> backOffUntil() {
    return backOffUntil;
  }

  /** The device could not run an attempt: leave it alone for a while, longer each time. */
  public void faulted(Instant now) {
    Duration pause = FIRST_BACK_OFF.multipliedBy(1L << Math.min(faultsInARow, MOST_DOUBLINGS));
    faultsInARow++;
    backOffUntil = Optional.of(now.plus(pause));
  }

  /** The device ran an attempt to its end. */
  public void worked() {
    faultsInARow = 0;
    backOffUntil = Optional.empty();
  }

  /** What its owner was promised, and how it was kept. */
  public PromiseBook promises() {
    return promises;
  }

  /** What the grid used of it. */
  public OwnShare ownShare() {
    return ownShare;
  }

  /** What lending cost its owner, as far as the device told. */
  public Harm harm() {
    return harm;
  }

  public void harm(Harm newer) {
    harm = harm.with(newer);
  }

  /** Whether the device must be told a job's common part; it counts as told from now on. */
  public boolean learns(JobId job) {
    return knownPrograms.add(job);
  }

  /** Whether it is time to tell the device's owner news; it counts as told from now on. */
  public boolean isDueForNews(Instant now) {
    boolean isDue = now.isAfter(toldAt.plus(NEWS_EVERY));
    toldAt = isDue ? now : toldAt;
    return isDue;
  }

  /** Attempts whose log somebody watches. */
  public Set<AttemptId> followed() {
    return followed;
  }

  /** What is about to be sent; asking for it puts the seat on the board's list of mail. */
  public Outbox outbox() {
    mail.add(this);
    return outbox;
  }

  void mailList(Set<Seat> list) {
    mail = list;
  }

  /** Takes what is to be sent now, unless outcomes of this device are still being made durable. */
  public Optional<Orders> takeOrders() {
    if (!isConnected() || unsettledOutcomes > 0 || outbox.isEmpty()) {
      return Optional.empty();
    }
    Orders orders = outbox.orders();
    outbox = new Outbox();
    return Optional.of(orders);
  }

  /** Outcomes of this device wait for their commit: orders wait too, to leave in one message. */
  public void unsettled(int outcomes) {
    unsettledOutcomes += outcomes;
  }

  public void settled(int outcomes) {
    mail.add(this);
    unsettledOutcomes = Math.max(0, unsettledOutcomes - outcomes);
  }
}
