package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.JobView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "ls", aliases = "list", description = "Lists jobs, newest first.")
final class JobList extends GridCommand {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only jobs in this state: running, merging, assembling, succeeded, failed, cancelled.")
  private @Nullable String state;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "NAME[=VALUE]",
      description = "Only jobs with this label.")
  private @Nullable String label;

  @Option(names = "--owner", paramLabel = "ACCOUNT", description = "Only jobs of this account.")
  private @Nullable String owner;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Only jobs with this in their id, name, owner or labels.")
  private @Nullable String text;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private WatchOptions watch;

  JobList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (limit < 1) {
      throw misuse("--limit must be at least 1, not " + limit);
    }
    answer(watch, this::jobs);
    return ExitCode.DONE;
  }

  private Answer jobs() {
    List<JobView> jobs =
        new Pages(api())
            .some(path(), JobView.Page.class, JobView.Page::items, JobView.Page::next, limit);
    return Answer.many(
        jobs, JobView::id, paint -> JobText.list(jobs, surroundings.clock().instant(), paint));
  }

  private String path() {
    List<String> query = new ArrayList<>();
    if (state != null) {
      query.add("state=" + GridApi.segment(state.toUpperCase(Locale.ROOT)));
    }
    if (label != null) {
      query.add("label=" + GridApi.segment(label));
    }
    if (owner != null) {
      query.add("owner=" + GridApi.segment(owner));
    }
    if (text != null) {
      query.add("text=" + GridApi.segment(text));
    }
    return query.isEmpty() ? JobPaths.JOBS : JobPaths.JOBS + "?" + String.join("&", query);
  }
}
