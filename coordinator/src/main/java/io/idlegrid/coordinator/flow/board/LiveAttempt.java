package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.attempt.PhaseStart;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.service.ServiceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An attempt under way, or one whose outcome is being made durable. */
public final class LiveAttempt {

  /** The phase in which an attempt makes way for the owner. */
  public static final String FROZEN = "frozen";

  private static final int MOST_PHASES = 32;

  private final AttemptId id;
  private final DeviceId device;
  private final Instant grantedAt;
  private final Duration behind;
  private Instant gateAgainAt;
  private AttemptState state;
  private Instant leaseUntil;
  private final List<PhaseStart> phases = new ArrayList<>();
  private Duration active = Duration.ZERO;
  private List<ServiceState> services = List.of();

  /**
   * @param gateAgainAt when the forecast that allowed it stands no longer
   * @param behind running time that lies behind what it continues from
   */
  public LiveAttempt(
      AttemptId id,
      DeviceId device,
      AttemptState state,
      Instant grantedAt,
      Instant gateAgainAt,
      Instant leaseUntil,
      Duration behind) {
    this.id = id;
    this.behind = behind;
    this.device = device;
    this.state = state;
    this.grantedAt = grantedAt;
    this.gateAgainAt = gateAgainAt;
    this.leaseUntil = leaseUntil;
  }

  public AttemptId id() {
    return id;
  }

  public DeviceId device() {
    return device;
  }

  public AttemptState state() {
    return state;
  }

  public Instant grantedAt() {
    return grantedAt;
  }

  /** When its forecast has come to its end, and another is to be asked. */
  public Instant gateAgainAt() {
    return gateAgainAt;
  }

  public void gateAgain(Instant at) {
    gateAgainAt = at;
  }

  public Instant leaseUntil() {
    return leaseUntil;
  }

  /** Running time of the unit that lies behind what this attempt continues from. */
  public Duration behind() {
    return behind;
  }

  /** What the device says it does with it. */
  public String phase() {
    return phases.isEmpty() ? "offered" : phases.get(phases.size() - 1).phase();
  }

  /** The phases so far, oldest first; of one that changed often, the latest. */
  public List<PhaseStart> phases() {
    return List.copyOf(phases);
  }

  /** Running time so far, without suspension. */
  public Duration active() {
    return active;
  }

  /** How the services of a group are, in the order of their file. */
  public List<ServiceState> services() {
    return services;
  }

  public void services(List<ServiceState> states) {
    services = states;
  }

  public void moveTo(AttemptState next) {
    state = next;
  }

  public void extendLease(Instant until) {
    leaseUntil = until;
  }

  /** The device told of it. */
  public void heard(String phase, Duration newActive, Instant at) {
    if (!phase.equals(phase())) {
      phases.add(new PhaseStart(phase, at));
    }
    if (phases.size() > MOST_PHASES) {
      phases.remove(0);
    }
    active = newActive;
  }
}
