package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.domain.job.JobId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Everything the grid loop keeps in memory. Used by its thread only. */
public final class Board {

  private final TreeMap<JobId, ActiveJob> jobs = new TreeMap<>();
  private final TreeMap<DeviceId, Seat> seats = new TreeMap<>();
  private final AttemptBook attempts = new AttemptBook();
  private final RemovedDevices removed = new RemovedDevices();
  private final Set<DeviceId> changedSeats = new LinkedHashSet<>();
  private final Map<Pair, Integer> lanes = new HashMap<>();
  private final Set<Seat> mail = new LinkedHashSet<>();
  private final Map<String, PlacedImage> placed = new LinkedHashMap<>();
  private final Set<JobId> leaving = new LinkedHashSet<>();
  private boolean hasNewWork;
  private long term;
  private long epoch;

  private record Pair(DeviceId device, JobId job) {}

  public Collection<ActiveJob> jobs() {
    return jobs.values();
  }

  public Optional<ActiveJob> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  public void add(ActiveJob job) {
    jobs.put(job.id(), job);
  }

  public void remove(JobId id) {
    jobs.remove(id);
    lanes.keySet().removeIf(pair -> pair.job().equals(id));
  }

  /** Jobs that are being deleted; nothing begins with them any more. */
  public Set<JobId> leaving() {
    return leaving;
  }

  /** Images that devices are to have, by the key of their row. */
  public Map<String, PlacedImage> placed() {
    return placed;
  }

  public Collection<Seat> seats() {
    return seats.values();
  }

  public Optional<Seat> seat(DeviceId id) {
    return Optional.ofNullable(seats.get(id));
  }

  public void add(Seat seat) {
    seats.put(seat.device().id(), seat);
    seat.mailList(mail);
  }

  public void remove(DeviceId id) {
    Seat seat = seats.remove(id);
    if (seat != null) {
      mail.remove(seat);
      changedSeats.remove(id);
      lanes.keySet().removeIf(pair -> pair.device().equals(id));
    }
  }

  /** Devices that were here and are no more. */
  public RemovedDevices removed() {
    return removed;
  }

  public AttemptBook attempts() {
    return attempts;
  }

  /** A device may be able to take more than before. */
  public void seatChanged(DeviceId device) {
    changedSeats.add(device);
  }

  /** Takes the devices that changed since the last call. */
  public Set<DeviceId> takeChangedSeats() {
    Set<DeviceId> changed = new LinkedHashSet<>(changedSeats);
    changedSeats.clear();
    return changed;
  }

  /** Takes the seats for which something may have to be sent. */
  public List<Seat> takeMail() {
    List<Seat> seatsWithMail = List.copyOf(mail);
    mail.clear();
    return seatsWithMail;
  }

  public boolean hasChangedSeats() {
    return !changedSeats.isEmpty();
  }

  /** How many attempts of a job run side by side on a device, as last granted. */
  public int lanes(DeviceId device, JobId job) {
    return lanes.getOrDefault(new Pair(device, job), 1);
  }

  public void lanes(DeviceId device, JobId job, int most) {
    lanes.put(new Pair(device, job), most);
  }

  /** Units became ready that any device might take. */
  public void workAppeared() {
    hasNewWork = true;
  }

  public boolean hasNewWork() {
    return hasNewWork;
  }

  public void workOffered() {
    hasNewWork = false;
  }

  /** Which start of a coordinator on this data this one is. */
  public long term() {
    return term;
  }

  public void term(long mine) {
    term = mine;
  }

  /** The newest block epoch that this coordinator made durable. */
  public long epoch() {
    return epoch;
  }

  public void epoch(long newer) {
    epoch = newer;
  }
}
