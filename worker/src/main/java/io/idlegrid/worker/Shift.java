package io.idlegrid.worker;

import io.idlegrid.protocol.link.CoordinatorMessage.Refusal;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.worker.loop.AgentRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Lends until the program is asked to end; an agent that fails starts anew from its journal. */
final class Shift {

  private static final Logger LOG = LoggerFactory.getLogger(Shift.class);

  /** Twice as long as attempts leave in turn; then what is left is killed. */
  private static final Duration GIVE_BACK = AgentRules.defaults().inTurn().multipliedBy(2);

  /** How soon a failed agent is noticed; each look wakes a resting processor. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final int MOST_FAILURES = 5;

  private final WorkerConfig config;
  private final DataFolder folder;
  private final Wiring.Membership membership;
  private final String version;
  private final CommandLine console;
  private final ProgramFiles program;
  private final AtomicBoolean isTold = new AtomicBoolean();
  private final AtomicReference<@Nullable Refusal> removed = new AtomicReference<>();

  Shift(
      WorkerConfig config,
      DataFolder folder,
      Wiring.Membership membership,
      String version,
      CommandLine console)
      throws IOException {
    this.config = config;
    this.folder = folder;
    this.membership = membership;
    this.version = version;
    this.console = console;
    this.program = new ProgramFiles(System.getProperty("java.class.path"));
  }

  /** Works until the end; returns the exit code. */
  int work(Lifetime lifetime) throws IOException, InterruptedException, StartException {
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try (Wiring wiring =
          new Wiring(
              config,
              folder,
              membership,
              version,
              this::welcomed,
              removed::set,
              Clock.system(ZoneId.systemDefault()))) {
        requireEngine(wiring);
        if (failures == 0) {
          wiring.warnings().forEach(warning -> tell(console.getErr(), "Warning: " + warning));
        }
        wiring.start();
        if (endsWhenAsked(wiring, lifetime)) {
          return 0;
        }
        requireMember();
        LOG.error("the agent failed; it starts anew from its journal");
      }
    }
    LOG.error("the agent failed {} times", MOST_FAILURES);
    return StartException.FAILED;
  }

  private static void requireEngine(Wiring wiring) throws StartException {
    List<String> obstacles = wiring.obstacles();
    if (!obstacles.isEmpty()) {
      throw new StartException(
          StartException.FAILED,
          "Nothing can run units on this device:\n  " + String.join("\n  ", obstacles));
    }
  }

  /** Goes no further where what it stands on was taken away: half a worker protects nobody. */
  private void requireWhole() throws StartException {
    if (folder.isGone()) {
      throw new StartException(
          StartException.FAILED,
          "The worker ends: its folder %s was removed or replaced while it ran.%nPut it back, with the"
                  .formatted(folder.root())
              + " owner's policy, and start the worker; without its identity.json it has to join anew.");
    }
    Optional<Path> overwritten = program.overwritten();
    if (overwritten.isPresent()) {
      throw new StartException(
          StartException.FAILED,
          "The worker ends: its program %s was written into while it ran, as a build does.%nStart it"
                  .formatted(overwritten.get())
              + " again; what ran goes on from what it saved.");
    }
  }

  /** Ends for good where the coordinator says that it removed this device. */
  private void requireMember() throws IOException, StartException {
    Refusal said = removed.get();
    if (said != null) {
      String words = "Device %s: %s.".formatted(config.name(), said.detail());
      new Enrolment(folder.root(), Wiring.json()).remember(membership.identity().removed(words));
      throw Enrolment.removed(words, false);
    }
  }

  /** Whether the agent ended because it was asked to. */
  private boolean endsWhenAsked(Wiring wiring, Lifetime lifetime)
      throws InterruptedException, StartException {
    while (!lifetime.awaitAsked(LOOK)) {
      requireWhole();
      if (wiring.awaitEnd(Duration.ZERO)) {
        return false;
      }
    }
    wiring.shutDown();
    if (!wiring.awaitEnd(GIVE_BACK)) {
      LOG.warn(
          "not everything was given back within {}; the rest is killed, and goes on from what it"
              + " saved after the next start",
          GIVE_BACK);
    }
    return true;
  }

  private void welcomed(Welcome welcome) {
    String told =
        "Device %s (%s) of %s"
            .formatted(welcome.deviceId(), config.name(), membership.coordinator().base());
    if (isTold.compareAndSet(false, true)) {
      tell(console.getOut(), told);
    } else {
      LOG.info("connected again: {}", told);
    }
  }

  /** Whoever reads a pipe waits for this line. */
  private static void tell(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
