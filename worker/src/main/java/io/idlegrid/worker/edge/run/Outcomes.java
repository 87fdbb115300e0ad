package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.AttemptOutcome.LogTail;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.loop.Held;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words an attempt's end. */
final class Outcomes {

  private Outcomes() {}

  /** An end before the command ran. */
  static AttemptOutcome beforeRun(Held attempt, Kind kind, String detail) {
    return new AttemptOutcome(
        attempt.lease(),
        attempt.grant().mac(),
        kind,
        null,
        detail,
        List.of(),
        null,
        null,
        null,
        0,
        0,
        null,
        null);
  }

  /** An end after the command ran. */
  static AttemptOutcome afterRun(
      Held attempt,
      Kind kind,
      String detail,
      Ran ran,
      List<OutputFile> outputs,
      Optional<String> checkpoint) {
    Usage usage = ran.exit().usage();
    return new AttemptOutcome(
        attempt.lease(),
        attempt.grant().mac(),
        kind,
        ran.exit().exitCode(),
        detail,
        outputs,
        ran.log(),
        checkpoint.orElse(null),
        ran.startedAtMillis(),
        usage.thawed().toMillis(),
        usage.cpu().toMillis(),
        usage.peakMemoryBytes(),
        ran.engine());
  }

  /** What was seen of a run. */
  record Ran(Exit exit, LogTail log, long startedAtMillis, String engine) {}

  /** What an exit means, unless the agent had a reason of its own to end the unit. */
  static Kind kindOf(Exit exit) {
    @Nullable Integer code = exit.exitCode();
    return switch (exit.ending()) {
      case EXITED -> {
        if (code != null && code == 0) {
          yield Kind.SUCCEEDED;
        }
        yield code != null && code == Exit.CHECKPOINTED ? Kind.CHECKPOINTED : Kind.FAILED;
      }
      case MEMORY_LIMIT -> Kind.MEMORY_LIMIT;
      case PROCESS_LIMIT -> Kind.PROCESS_LIMIT;
      case FILE_SIZE_LIMIT -> Kind.DISK_LIMIT;
      case KILLED -> Kind.RETURNED;
      case LOST -> Kind.DEVICE_FAULT;
    };
  }
}
