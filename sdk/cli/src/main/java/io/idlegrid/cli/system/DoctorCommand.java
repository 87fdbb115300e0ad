package io.idlegrid.cli.system;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.system.Finding.Verdict;
import io.idlegrid.client.GridException;
import io.idlegrid.client.UnreachableException;
import io.idlegrid.protocol.access.Whoami;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Checks what IdleGrid needs, by really using it. */
@Command(
    name = "doctor",
    description = {
      "Checks Java, the coordinator, your token, and what a device needs to lend itself.",
      "Exit code 0 when nothing failed; warnings matter only to devices that lend."
    })
public final class DoctorCommand extends GridCommand {

  DoctorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    Finding coordinator = coordinator();
    findings.add(coordinator);
    if (coordinator.verdict() == Verdict.OK) {
      findings.add(token());
    }
    findings.addAll(new MachineChecks(surroundings.environment()).all());
    answer(Answer.many(findings, Finding::check, paint -> text(findings, paint)));
    if (coordinator.verdict() == Verdict.FAILED) {
      return ExitCode.UNREACHABLE;
    }
    boolean isFine = findings.stream().noneMatch(each -> each.verdict() == Verdict.FAILED);
    return isFine ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    return Finding.ok(
        "java", "Java " + version + " at " + System.getProperty("java.home", "unknown"));
  }

  private Finding coordinator() {
    String where = "%s (from %s)".formatted(settings().url(), settings().urlSource());
    try {
      api().getText("/readyz");
      return Finding.ok("coordinator", "answers at " + where);
    } catch (UnreachableException e) {
      return Finding.failed(
          "coordinator",
          "%s: %s".formatted(where, e.problem().detail()),
          "start one with idlegrid coordinator, or name another with --url or IDLEGRID_URL");
    } catch (GridException e) {
      return Finding.failed(
          "coordinator",
          "%s: %s".formatted(where, e.problem().detail()),
          e.hint().orElse("look at the coordinator's log"));
    }
  }

  private Finding token() {
    if (settings().token().isEmpty()) {
      return Finding.failed("token", "there is none", "run idlegrid login, or set IDLEGRID_TOKEN");
    }
    try {
      Whoami me = api().get("/api/v1/whoami", Whoami.class);
      return Finding.ok(
          "token",
          "of %s (%s), from %s"
              .formatted(me.account(), String.join(", ", me.roles()), settings().tokenSource()));
    } catch (GridException e) {
      return Finding.failed(
          "token",
          "from %s: %s".formatted(settings().tokenSource(), e.problem().detail()),
          e.hint().orElse("run idlegrid login"));
    }
  }

  private static String text(List<Finding> findings, Paint paint) {
    Table table = Table.of("check", "*result", "found");
    for (Finding finding : findings) {
      table.row(finding.check(), finding.verdict().toString(), finding.detail());
      if (!finding.hint().isEmpty()) {
        table.row("", "", paint.sign("→ ", "-> ") + finding.hint());
      }
    }
    return table.text(paint);
  }
}
