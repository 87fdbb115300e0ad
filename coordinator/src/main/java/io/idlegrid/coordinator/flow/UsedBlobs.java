package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Datasets;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.NamedArtifact;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/** Tells which artifacts and jobs of an account use a blob. */
public final class UsedBlobs {

  private static final int PAGE = 500;

  /** Jobs sort by the time of submission; one that is being committed may still come in between. */
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(1);

  private static final int MOST_USES = 10;

  /** Jobs never change: what they work on is remembered for some, unless it is very much. */
  private static final int REMEMBERED_JOBS = 64;

  private static final int REMEMBERED_BLOBS = 100_000;

  private final GridStore store;
  private final BlobStore blobs;
  private final Datasets datasets;
  private final JobBlobs of;
  private final Map<JobId, BlobSet> inputs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Entry<JobId, BlobSet> eldest) {
          return size() > REMEMBERED_JOBS;
        }
      };

  /** Keys of accounts' jobs, deleted ones too until that is noticed; guarded by itself. */
  private final Map<String, NavigableSet<String>> jobs = new HashMap<>();

  private String met = "";

  public UsedBlobs(GridStore store, BlobStore blobs, Datasets datasets) {
    this.store = store;
    this.blobs = blobs;
    this.datasets = datasets;
    this.of = new JobBlobs(store, blobs);
  }

  /** What uses a blob. */
  public record Use(Kind kind, String name) {

    /** Kinds of users. */
    public enum Kind {
      ARTIFACT,
      JOB
    }
  }

  /**
   * For each of some blobs, what of an account uses it; the first few when there is much. Only the
   * account's own jobs are read, and of all jobs those that came since it was asked before.
   */
  public Map<String, List<Use>> of(String account, Collection<String> wanted, Instant now)
      throws IOException {
    Map<String, List<Use>> uses = new LinkedHashMap<>();
    wanted.forEach(sha256 -> uses.put(sha256, new ArrayList<>()));
    artifacts(account, uses);
    for (Job job : jobs(account, now)) {
      note(inputs(job), new Use(Use.Kind.JOB, job.id().value()), uses);
    }
    return uses;
  }

  private void artifacts(String account, Map<String, List<Use>> uses) throws IOException {
    for (NamedArtifact artifact : store.all(Table.ARTIFACT, NamedArtifact.key(account, ""))) {
      if (!artifact.account().equals(account)) {
        return;
      }
      BlobSet named = new BlobSet();
      named.add(artifact.sha256());
      if (artifact.kind() == NamedArtifact.Kind.DATASET) {
        DropBlobs.files(artifact.sha256(), blobs, datasets, named);
      }
      note(named, new Use(Use.Kind.ARTIFACT, artifact.name()), uses);
    }
  }

  private List<Job> jobs(String account, Instant now) {
    List<String> keys;
    synchronized (jobs) {
      meetNewJobs(now);
      keys = List.copyOf(jobs.getOrDefault(account, Collections.emptyNavigableSet()));
    }
    Map<String, Job> found = new LinkedHashMap<>();
    for (int from = 0; from < keys.size(); from += PAGE) {
      found.putAll(store.getAll(Table.JOB, keys.subList(from, Math.min(keys.size(), from + PAGE))));
    }
    synchronized (jobs) {
      keys.stream()
          .filter(key -> !found.containsKey(key))
          .forEach(key -> jobs.getOrDefault(account, new TreeSet<>()).remove(key));
    }
    return keys.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  private void meetNewJobs(Instant now) {
    for (Job job : store.all(Table.JOB, met)) {
      String key = Table.key(job.id());
      jobs.computeIfAbsent(job.account(), any -> new TreeSet<>()).add(key);
      if (job.submittedAt().isBefore(now.minus(SETTLED_AFTER))) {
        met = key;
      }
    }
  }

  private static void note(BlobSet named, Use use, Map<String, List<Use>> uses) {
    uses.forEach(
        (sha256, found) -> {
          if (found.size() < MOST_USES && named.contains(sha256)) {
            found.add(use);
          }
        });
  }

  private BlobSet inputs(Job job) throws IOException {
    synchronized (inputs) {
      BlobSet known = inputs.get(job.id());
      if (known != null) {
        return known;
      }
    }
    BlobSet read = read(job.spec());
    if (read.size() <= REMEMBERED_BLOBS) {
      synchronized (inputs) {
        inputs.put(job.id(), read);
      }
    }
    return read;
  }

  private BlobSet read(JobSpec spec) throws IOException {
    BlobSet read = new BlobSet();
    of.inputs(spec, read::add);
    return read;
  }
}
