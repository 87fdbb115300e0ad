package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.protocol.device.Joining;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a join code. */
@Command(name = "create", description = "Makes a join code with which devices enter the grid.")
public class JoinCodeCreate extends GridCommand {

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many devices may join with it (default: ${DEFAULT-VALUE}).")
  private int uses;

  @Option(
      names = "--hours",
      paramLabel = "N",
      defaultValue = "24",
      description = "How long it is valid (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--approval",
      description = "Each device waits until somebody lets it in: idlegrid device approve.")
  private boolean needsApproval;

  protected JoinCodeCreate(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    Joining.Invitation made =
        api()
            .post(
                "/api/v1/invitations",
                new Joining.InvitationRequest(uses, hours, needsApproval ? true : null),
                Joining.Invitation.class);
    answer(Answer.one(made, made.code(), paint -> made.code() + "\n"));
    Duration left = Duration.between(surroundings.clock().instant(), made.expiresAt());
    say(
        "For %s, valid for %s. On the device:%n  idlegrid worker --coordinator %s --join %s"
            .formatted(
                Quantities.count(made.uses(), "device"),
                Quantities.span(left),
                settings().url(),
                made.code()));
    return ExitCode.DONE;
  }
}
