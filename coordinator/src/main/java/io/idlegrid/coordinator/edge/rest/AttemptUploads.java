package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.edge.link.FromWorker;
import io.idlegrid.coordinator.edge.link.ToWorker;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.protocol.link.LeaseRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * Lets a device upload outputs and checkpoints of the attempts that it holds, as much as their
 * units may make: a device key alone, which may be stolen, fills no disk.
 */
final class AttemptUploads {

  /** What an archive adds to the files in it, for the archive as a whole. */
  private static final long ARCHIVE_BYTES = 1L << 20;

  /** Bounds memory; the oldest were over long before as many others began. */
  private static final int MOST = 20_000;

  /** Of one attempt. */
  private static final int MOST_BLOBS = 10_000;

  private final GridLoop loop;
  private final Map<AttemptId, Claims> claims =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Entry<AttemptId, Claims> eldest) {
          return size() > MOST;
        }
      };

  AttemptUploads(GridLoop loop) {
    this.loop = loop;
  }

  /**
   * Refuses an upload that is for no attempt of the device's, or more than its unit may make.
   *
   * @param named attempt that the device names
   * @param size of the whole blob
   */
  void require(Device device, Optional<String> named, String sha256, long size) {
    AttemptId attempt = attempt(device, named);
    Need need =
        loop.ask((grid, now) -> grid.held(attempt, device.id(), now))
            .join()
            .map(Job::spec)
            .orElseThrow(
                () ->
                    refused(
                        "device %s does not hold attempt %s, or its lease has ended"
                            .formatted(device.name(), attempt)))
            .need();
    if (size < 0) {
      throw RefusedException.invalid(
          "blob.length",
          "Content-Length",
          "a device says how long a blob is before it sends it",
          "send Content-Length, or Content-Range with the whole size");
    }
    // What it puts out, and what it needs to go on elsewhere: never both, but one after the other.
    long most =
        Math.min(ToWorker.MOST_OUTPUT_BYTES, need.diskBytes()) + need.diskBytes() + ARCHIVE_BYTES;
    if (!count(attempt, sha256, size, most)) {
      throw RefusedException.of(
              Kind.TOO_LARGE,
              "attempt.too-large",
              "attempt %s may upload %d bytes: %d more are too many".formatted(attempt, most, size),
              "a unit puts out no more than its disk limit: raise resources.disk in the job file")
          .with("most", most)
          .with("further", size);
    }
  }

  private synchronized boolean count(AttemptId attempt, String sha256, long size, long most) {
    return claims.computeIfAbsent(attempt, any -> new Claims()).add(sha256, size, most);
  }

  /** What was announced for one attempt, by the hashes of the blobs. */
  private static final class Claims {

    private final Map<String, Long> sizes = new HashMap<>();
    private long total;

    /** Whether it fits. */
    boolean add(String sha256, long size, long most) {
      long before = sizes.getOrDefault(sha256, 0L);
      // What was announced once is kept in mind: a smaller claim leaves the draft where it is.
      long claimed = Math.max(size, before);
      boolean isTooMany = !sizes.containsKey(sha256) && sizes.size() >= MOST_BLOBS;
      if (isTooMany || claimed > most - (total - before)) {
        return false;
      }
      sizes.put(sha256, claimed);
      total += claimed - before;
      return true;
    }
  }

  private static AttemptId attempt(Device device, Optional<String> named) {
    if (named.isEmpty()) {
      throw refused("device " + device.name() + " uploads nothing without an attempt");
    }
    try {
      return FromWorker.attempt(LeaseRef.parse(named.get()));
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(
          "attempt.name",
          LeaseRef.HEADER,
          String.valueOf(e.getMessage()),
          "write it like j-00000001/0/3/17: job, unit, epoch and counter of the lease");
    }
  }

  private static RefusedException refused(String detail) {
    return RefusedException.of(
        Kind.NOT_ALLOWED,
        "access.attempt",
        detail,
        "name an attempt that the device holds in the header " + LeaseRef.HEADER);
  }
}
