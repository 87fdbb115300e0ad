package io.idlegrid.coordinator.flow;

import io.idlegrid.archive.ArchiveEntryVisitor;
import io.idlegrid.archive.ArchiveException;
import io.idlegrid.archive.ArchiveLimits;
import io.idlegrid.archive.ArchiveReader;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.ArtifactRef;
import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.JobDraft;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.RunRule;
import io.idlegrid.coordinator.domain.split.SplitRule;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.SplitJob.Split;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Datasets;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.NamedArtifact;
import io.idlegrid.coordinator.flow.port.Programs;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes a job of a draft: finds what it refers to, splits its data, and refuses what could never
 * run. May take as long as reading all data; runs beside the grid loop.
 */
public final class SubmitJob {

  /** A merge program sees one file per output; more are better merged by concatenation. */
  static final long MOST_UNITS_TO_MERGE = 100_000;

  private static final String IMAGE = "/spec/run/image";
  private static final String WHERE = "/spec/where";
  private static final String DEVICES = "/spec/devices";

  private final GridStore store;
  private final BlobStore blobs;
  private final FindImage findImage;
  private final SplitJob split;
  private final InferenceCommand inference;
  private final Function<String, Optional<String>> conditionProblem;

  /**
   * @param conditionProblem what is wrong with a CEL condition; empty when it is sound
   */
  public SubmitJob(
      GridStore store,
      BlobStore blobs,
      Datasets datasets,
      Programs programs,
      Function<String, Optional<String>> conditionProblem) {
    this.store = store;
    this.blobs = blobs;
    this.findImage = new FindImage(store);
    this.split = new SplitJob(blobs, datasets);
    this.inference = new InferenceCommand(programs);
    this.conditionProblem = conditionProblem;
  }

  /**
   * A job that could be submitted.
   *
   * @param inputBytes bytes of all inputs together
   */
  public record Prepared(JobSpec spec, long inputBytes) {}

  /**
   * Prepares a draft.
   *
   * @param account whose named artifacts it may use
   * @param fleet where to find the devices that it names
   * @throws RefusedException when it refers to what is not there or could never run
   */
  public Prepared prepare(JobDraft draft, String account, Fleet fleet) throws IOException {
    draft.where().ifPresent(where -> requireSound(where, WHERE));
    List<DeviceId> named = named(draft.devices(), fleet, account, DEVICES);
    List<ArtifactUse> artifacts = artifacts(draft, account);
    RunRule run =
        draft.inference().isPresent()
            ? inference.command(draft.inference().get())
            : draft.run().orElseThrow();
    Placeholders.require(run.command(), draft, artifacts);
    Split data = data(draft, account);
    if (draft.results().program().size() > 0 && data.plan().units() > MOST_UNITS_TO_MERGE) {
      throw RefusedException.invalid(
              "merge.too-many",
              "/spec/results/merge",
              "a merge program works on at most %d units, not %d"
                  .formatted(MOST_UNITS_TO_MERGE, data.plan().units()),
              "use merge: concat, or give each unit more")
          .with("most", MOST_UNITS_TO_MERGE)
          .with("units", data.plan().units());
    }
    return new Prepared(
        new JobSpec(
            draft.type(),
            draft.name(),
            draft.labels(),
            run,
            artifacts,
            data.plan(),
            draft.need(),
            draft.where(),
            named,
            draft.policy(),
            draft.results(),
            run.image().map(written -> findImage.find(written, account, IMAGE)),
            Optional.empty()),
        data.bytes());
  }

  /** Refuses a condition that does not compile. */
  void requireSound(String condition, String place) {
    conditionProblem
        .apply(condition)
        .ifPresent(
            problem -> {
              throw RefusedException.invalid(
                      "job.where",
                      place,
                      "the condition does not compile: " + problem,
                      "write it like: device.arch == \"arm64\" && device.labels.site == \"lab\"")
                  .with("problem", problem);
            });
  }

  /** Devices that an account named by id or name. */
  static List<DeviceId> named(List<String> names, Fleet fleet, String account, String place) {
    return names.stream()
        .map(name -> NamedDevice.require(name, fleet, account, place).id())
        .distinct()
        .toList();
  }

  private List<ArtifactUse> artifacts(JobDraft draft, String account) throws IOException {
    List<ArtifactUse> uses = new ArrayList<>();
    if (draft.code().isPresent()) {
      ArtifactUse code = use("code", draft.code().get(), account, "/spec/code", true);
      requireSoundArchive(code, "/spec/code");
      uses.add(code);
    }
    for (Map.Entry<String, ArtifactRef> other : new TreeMap<>(draft.artifacts()).entrySet()) {
      String pointer = "/spec/artifacts/" + other.getKey();
      ArtifactUse use = use(other.getKey(), other.getValue(), account, pointer, false);
      if (use.archive()) {
        requireSoundArchive(use, pointer);
      }
      uses.add(use);
    }
    if (draft.inference().isPresent()) {
      uses.add(
          use(
              InferenceCommand.MODEL,
              draft.inference().get().model(),
              account,
              "/spec/inference/model",
              false));
      uses.add(inference.program());
    }
    return uses;
  }

  private ArtifactUse use(
      String role, ArtifactRef ref, String account, String pointer, boolean isArchive) {
    if (ref instanceof ArtifactRef.Hashed hashed) {
      long size =
          blobs
              .claim(hashed.sha256())
              .orElseThrow(() -> SplitJob.missing(hashed.sha256(), pointer));
      return new ArtifactUse(role, hashed.sha256(), size, isArchive);
    }
    NamedArtifact named = named(ref, account, pointer);
    blobs.claim(named.sha256()).orElseThrow(() -> SplitJob.missing(named.sha256(), pointer));
    boolean unpack = isArchive || named.kind() == NamedArtifact.Kind.ARCHIVE;
    return new ArtifactUse(role, named.sha256(), named.size(), unpack);
  }

  private NamedArtifact named(ArtifactRef ref, String account, String pointer) {
    String name = ((ArtifactRef.Named) ref).name();
    return store
        .get(Table.ARTIFACT, NamedArtifact.key(account, name))
        .orElseThrow(
            () ->
                RefusedException.invalid(
                        "artifact.unknown",
                        pointer,
                        "account " + account + " has no artifact '" + name + "'",
                        "see idlegrid artifact ls, or idlegrid artifact push " + name + " PATH")
                    .with("artifact", name));
  }

  private void requireSoundArchive(ArtifactUse archive, String pointer) throws IOException {
    try (InputStream in = blobs.open(archive.sha256(), 0, archive.size())) {
      new ArchiveReader(ArchiveLimits.DEFAULT).walk(in, ArchiveEntryVisitor.CHECK_ONLY);
    } catch (ArchiveException e) {
      throw RefusedException.invalid(e.code(), pointer, String.valueOf(e.getMessage()), e.hint());
    }
  }

  private Split data(JobDraft draft, String account) throws IOException {
    if (draft.split() instanceof SplitRule.WithoutData without) {
      return new Split(without.plan(), 0);
    }
    ArtifactRef source = draft.source().orElseThrow();
    if (source instanceof ArtifactRef.Hashed hashed) {
      return split.split(hashed.sha256(), "input", draft.split());
    }
    NamedArtifact named = named(source, account, "/spec/data/source");
    if (named.kind() == NamedArtifact.Kind.ARCHIVE) {
      throw RefusedException.of(
              Kind.INVALID,
              "data.archive",
              "artifact '" + named.name() + "' is an archive, not data",
              "push the files themselves: idlegrid artifact push NAME FILES…")
          .with("artifact", named.name());
    }
    return split.split(named.sha256(), named.name(), draft.split());
  }
}
