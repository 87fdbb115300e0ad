package io.idlegrid.cli;

import io.idlegrid.cli.access.AuditCommand;
import io.idlegrid.cli.access.JoinCodeCommand;
import io.idlegrid.cli.access.LoginCommand;
import io.idlegrid.cli.access.SessionCommand;
import io.idlegrid.cli.access.TokenCommand;
import io.idlegrid.cli.access.UserCommand;
import io.idlegrid.cli.demo.DemoCommand;
import io.idlegrid.cli.device.DeviceCommand;
import io.idlegrid.cli.image.ImageCommand;
import io.idlegrid.cli.job.JobCommand;
import io.idlegrid.cli.service.ServiceCommand;
import io.idlegrid.cli.store.ArtifactCommand;
import io.idlegrid.cli.store.BlobCommand;
import io.idlegrid.cli.system.DoctorCommand;
import io.idlegrid.cli.system.SystemCommand;
import picocli.CommandLine.Command;

/** The top of all commands. */
@Command(
    name = "idlegrid",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Puts idle devices to work without their owners noticing.",
    subcommands = {
      DemoCommand.class,
      JobCommand.class,
      ArtifactCommand.class,
      BlobCommand.class,
      ImageCommand.class,
      ServiceCommand.class,
      DeviceCommand.class,
      JoinCodeCommand.class,
      UserCommand.class,
      TokenCommand.class,
      SessionCommand.class,
      AuditCommand.class,
      SystemCommand.class,
      LoginCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
final class IdleGridCommand {}
