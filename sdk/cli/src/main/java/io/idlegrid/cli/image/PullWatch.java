package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.protocol.image.OriginView;
import java.time.Duration;
import java.util.function.Supplier;

/** Waits for a pull, and shows how far it is. */
record PullWatch(Surroundings surroundings, Paint errPaint, boolean isQuiet) {

  private static final Duration LOOK = Duration.ofMillis(500);

  /** What became of it; what is known now when nobody wants to wait. */
  OriginView until(OriginView begun, boolean isDetached, Supplier<OriginView> look)
      throws InterruptedException {
    boolean isShown = surroundings.terminal().isErr() && !isQuiet;
    try (TransferLine line =
        new TransferLine(surroundings.err(), errPaint, isShown, surroundings.columns())) {
      OriginView now = begun;
      while (!isDetached && isUnderWay(now)) {
        surroundings.pause().pause(LOOK);
        now = look.get();
        OriginView.Pull pull = now.pull();
        if (pull != null) {
          line.show(now.name(), pull.done(), pull.total() == 0 ? -1 : pull.total());
        }
      }
      return now;
    }
  }

  private static boolean isUnderWay(OriginView view) {
    OriginView.Pull pull = view.pull();
    return pull != null
        && !pull.state().equals(OriginView.Pull.DONE)
        && !pull.state().equals(OriginView.Pull.FAILED);
  }
}
