package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.GrantNote;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.flow.Explanation;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobFile;
import io.idlegrid.protocol.job.JobReceipt.DeviceRefusal;
import io.idlegrid.protocol.job.JobReceipt.Veto;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitMap;
import io.idlegrid.protocol.job.UnitView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs and units as the records that travel. */
public final class JobViews {

  private JobViews() {}

  /** A job, without its file. */
  public static JobView view(JobProgress progress) {
    return view(progress, null);
  }

  /** A job with the file that it was submitted as. */
  public static JobView full(JobProgress progress, JobFile file) {
    return view(progress, file);
  }

  /** A job with its file as it was understood. */
  public static JobView full(JobProgress progress) {
    return view(progress, file(progress.job()));
  }

  private static JobView view(JobProgress progress, @Nullable JobFile file) {
    Job job = progress.job();
    return new JobView(
        job.id().value(),
        job.spec().name(),
        job.spec().type(),
        job.account(),
        job.spec().labels(),
        progress.status().state().name(),
        progress.status().reason(),
        job.submittedAt(),
        progress.status().finishedAt().orElse(null),
        new JobView.UnitCounts(
            progress.units(),
            progress.done(),
            progress.failed(),
            progress.running(),
            progress.waiting()),
        file);
  }

  private static JobFile file(Job job) {
    JobSpec spec = job.spec();
    return JobFile.of(
        new JobFile.Metadata(spec.name(), spec.labels()),
        new JobFile.Spec(
            spec.type(),
            new JobFile.Run(
                spec.run().command(),
                spec.image().map(ImageUse::reference).orElse(null),
                spec.run().engine().name().toLowerCase(Locale.ROOT),
                spec.run().env(),
                spec.run().java().orElse(null),
                spec.run().network(),
                spec.run().checkpoints()),
            spec.artifacts().stream()
                .filter(use -> use.role().equals("code"))
                .map(use -> "sha256:" + use.sha256())
                .findFirst()
                .orElse(null),
            spec.artifacts().stream()
                .filter(use -> !use.role().equals("code"))
                .collect(Collectors.toMap(ArtifactUse::role, use -> "sha256:" + use.sha256())),
            new JobFile.Data(null, null, split(spec.plan())),
            null,
            new JobFile.Resources(
                spec.need().cpuCores(),
                spec.need().memoryBytes() + "B",
                spec.need().diskBytes() + "B",
                spec.need().runtime().map(JobViews::text).orElse(null),
                text(spec.need().timeLimit())),
            spec.where().orElse(null),
            spec.devices().isEmpty() ? null : spec.devices().stream().map(DeviceId::value).toList(),
            new JobFile.Policy(
                spec.policy().retries(),
                spec.policy().deadline().map(JobViews::text).orElse(null),
                spec.policy().quorum(),
                spec.policy().priority(),
                spec.policy().placement().name().toLowerCase(Locale.ROOT),
                spec.policy().failedUnits(),
                text(spec.policy().offlineGrace())),
            new JobFile.Results(
                spec.results().collect(),
                spec.results().merge().name().toLowerCase(Locale.ROOT),
                spec.results().program().isEmpty() ? null : spec.results().program())));
  }

  private static JobFile.Split split(SplitPlan plan) {
    if (plan instanceof SplitPlan.Range range) {
      return new JobFile.Split(
          "range", null, null, null, null, range.from(), range.to(), range.step());
    }
    if (plan instanceof SplitPlan.Sweep sweep) {
      Map<String, List<Object>> parameters = new LinkedHashMap<>();
      sweep.parameters().forEach(p -> parameters.put(p.name(), p.values()));
      return JobFile.Split.sweep(parameters);
    }
    return JobFile.Split.files(((SplitPlan.Indexed) plan).rowsPerUnit());
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  /** Devices and their vetoes. */
  public static List<DeviceRefusal> refusals(List<DeviceVetoes> devices) {
    return devices.stream()
        .map(
            device ->
                new DeviceRefusal(
                    device.device().value(),
                    device.name(),
                    device.vetoes().stream()
                        .map(veto -> new Veto(veto.reason().name(), veto.detail()))
                        .toList()))
        .toList();
  }

  /** Units counted in cells. */
  public static UnitMap map(long total, UnitCounts counts) {
    return new UnitMap(
        total,
        counts.from(),
        counts.to(),
        counts.perCell(),
        counts.of(UnitCounts.Kind.DONE),
        counts.of(UnitCounts.Kind.RUNNING),
        counts.of(UnitCounts.Kind.READY),
        counts.of(UnitCounts.Kind.FAILED));
  }

  /** Why units wait. */
  public static JobExplanation explanation(
      JobProgress progress,
      Optional<Explanation.OfJob> ofJob,
      Optional<JobExplanation.Unit> unit,
      Function<DeviceId, String> name) {
    return new JobExplanation(
        progress.job().id().value(),
        progress.status().state().name(),
        progress.status().reason(),
        progress.waiting(),
        progress.running(),
        ofJob.map(Explanation.OfJob::devices).orElse(0),
        ofJob.map(Explanation.OfJob::ready).orElse(0),
        counts(ofJob.map(Explanation.OfJob::vetoes).orElse(List.of())),
        progress
            .status()
            .firstGrant()
            .map(note -> forecast(note, name.apply(note.device())))
            .orElse(null),
        unit.orElse(null));
  }

  /** Reasons and how many devices have each. */
  public static List<JobExplanation.VetoCount> counts(List<Explanation.Count> counts) {
    return counts.stream().map(JobViews::count).toList();
  }

  private static JobExplanation.VetoCount count(Explanation.Count count) {
    return new JobExplanation.VetoCount(
        count.reason().name(),
        count.devices(),
        count.examples().stream()
            .map(
                example ->
                    new JobExplanation.Example(
                        example.device().value(), example.name(), example.detail()))
            .toList());
  }

  private static JobExplanation.GrantForecast forecast(GrantNote note, String name) {
    return new JobExplanation.GrantForecast(
        note.device().value(),
        name,
        note.at(),
        note.units(),
        note.wantedPercent(),
        note.span().toMillis() / 1000.0,
        note.runtime().cautious().toMillis() / 1000.0,
        note.runtime().basis(),
        note.idleProbability(),
        note.risk(),
        note.peak(),
        note.basis());
  }

  /**
   * One unit in full.
   *
   * @param mayRead whether the watcher may read what it printed
   */
  public static JobExplanation.Unit unit(Explanation.OfUnit unit, boolean mayRead) {
    return new JobExplanation.Unit(
        unit.unit(),
        unit.state(),
        refusals(unit.devices()),
        unit.running().stream()
            .map(
                running ->
                    new JobExplanation.RunningAttempt(
                        running.device().value(),
                        running.phase(),
                        running.active().toMillis() / 1000.0))
            .toList(),
        unit.past().stream()
            .map(
                past ->
                    new JobExplanation.EndedAttempt(
                        past.device().value(),
                        past.at(),
                        past.end(),
                        past.exitCode().orElse(null),
                        past.detail(),
                        mayRead ? past.log().map(log -> log.text()).orElse(null) : null))
            .toList());
  }

  /**
   * A unit and its output, if it has one.
   *
   * @param mayRead whether the watcher may read the output: whoever knows a file's hash can
   */
  public static UnitView unit(long index, String state, Optional<Row> row, boolean mayRead) {
    List<Output> outputs = mayRead ? row.map(Row::outputs).orElse(List.of()) : List.of();
    return new UnitView(
        index,
        state,
        row.map(done -> done.device().value()).orElse(null),
        row.map(done -> done.active().toMillis() / 1000.0).orElse(null),
        outputs.stream()
            .map(output -> new UnitView.ResultFile(output.path(), output.size(), output.sha256()))
            .toList());
  }
}
