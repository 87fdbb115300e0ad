package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What became of a unit that ran, with the outputs or the checkpoint that it left. */
record CollectOutcome(Held attempt, AttemptFolders folders) {

  AttemptOutcome of(Watch.End end, Outcomes.Ran ran) throws IOException {
    if (end.limit().isPresent()) {
      return Outcomes.afterRun(
          attempt, end.limit().get(), end.detail(), ran, List.of(), Optional.empty());
    }
    Kind kind = Outcomes.kindOf(end.exit());
    if (end.stopReason().isPresent() && kind != Kind.SUCCEEDED) {
      return stopped(end.stopReason().get(), ran);
    }
    if (kind == Kind.CHECKPOINTED) {
      return goesOn(ran);
    }
    if (kind != Kind.SUCCEEDED) {
      return Outcomes.afterRun(
          attempt, kind, end.exit().detail(), ran, List.of(), Optional.empty());
    }
    try {
      List<OutputFile> outputs =
          new OutputCollector(attempt.program().collect(), attempt.program().outputBytes())
              .collect(folders.work(), folders.aside());
      return Outcomes.afterRun(attempt, kind, "", ran, outputs, Optional.empty());
    } catch (UnusableException e) {
      return unusable(e, ran);
    }
  }

  private AttemptOutcome stopped(String reason, Outcomes.Ran ran) throws IOException {
    if (!Checkpoints.isThere(folders.checkpoint())) {
      return Outcomes.afterRun(attempt, Kind.RETURNED, reason, ran, List.of(), Optional.empty());
    }
    try {
      String checkpoint =
          Checkpoints.pack(folders.checkpoint(), folders.aside(), attempt.program().diskBytes());
      return Outcomes.afterRun(
          attempt, Kind.CHECKPOINTED, reason, ran, List.of(), Optional.of(checkpoint));
    } catch (UnusableException e) {
      return unusable(e, ran);
    }
  }

  /** Nobody told it to leave: it may go on elsewhere, but not for ever from the same place. */
  private AttemptOutcome goesOn(Outcomes.Ran ran) throws IOException {
    AttemptOutcome left = stopped("it asked to be run again", ran);
    boolean isNoFurther =
        left.kind() == Kind.RETURNED
            || (left.kind() == Kind.CHECKPOINTED
                && Objects.equals(left.checkpoint(), attempt.grant().checkpoint()));
    return isNoFurther
        ? Outcomes.afterRun(
            attempt,
            Kind.FAILED,
            "it asked to be run again, and had saved nothing new",
            ran,
            List.of(),
            Optional.empty())
        : left;
  }

  private AttemptOutcome unusable(UnusableException why, Outcomes.Ran ran) {
    return Outcomes.afterRun(
        attempt, why.kind(), String.valueOf(why.getMessage()), ran, List.of(), Optional.empty());
  }
}
