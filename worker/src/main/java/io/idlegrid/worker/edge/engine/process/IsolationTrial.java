package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.edge.engine.Accounts;
import io.idlegrid.worker.edge.engine.HostPrograms;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds out by trying: a bubblewrap that is there may still not be allowed to make namespaces. */
final class IsolationTrial {

  private static final int SECONDS = 20;

  private final ProcessConfig config;
  private final UnitUser user;

  IsolationTrial(ProcessConfig config, UnitUser user) {
    this.config = config;
    this.user = user;
  }

  private record Answer(boolean good, String text) {}

  IsolationChoice choose() throws IOException {
    Accounts accounts = Accounts.write(config.folder(), user);
    Sandbox sandbox = new Sandbox(config.bubblewrap(), user, HostPrograms.ofThisDevice(), accounts);
    Answer version = run(List.of(config.bubblewrap(), "--version"));
    if (!version.good()) {
      return withoutSandbox(
          "bubblewrap is not installed ("
              + config.bubblewrap()
              + ": "
              + version.text()
              + "); on Debian: apt-get install bubblewrap");
    }
    Answer trial = run(sandbox.trial());
    return trial.good()
        ? IsolationChoice.of(new Sandboxed(sandbox, version.text()), List.of())
        : withoutSandbox(noNamespaces(trial.text()));
  }

  private String noNamespaces(String answer) {
    String help =
        user.changed()
            ? "the worker is root but may not make namespaces, as inside a container"
            : "run the worker as root, or allow user namespaces"
                + " (sysctl kernel.unprivileged_userns_clone=1 or"
                + " kernel.apparmor_restrict_unprivileged_userns=0)";
    return "bubblewrap cannot make a sandbox here (" + answer + "); " + help;
  }

  private IsolationChoice withoutSandbox(String why) {
    return switch (config.plain()) {
      case NEVER ->
          IsolationChoice.none(List.of(why, "the owner does not allow plain processes instead"));
      case AS_UNIT_USER -> IsolationChoice.of(new Plainly(user), List.of(why));
      case AS_AGENT ->
          IsolationChoice.of(
              new Plainly(new UnitUser(user.changed() ? 0 : user.uid(), user.gid(), false)),
              List.of(why));
    };
  }

  private static Answer run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      return new Answer(ended && process.exitValue() == 0, text);
    } catch (IOException e) {
      return new Answer(false, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(false, "interrupted");
    }
  }
}
