package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the owner's questions and orders arrive, whichever way they came. */
public interface OwnerDesk {

  OwnerView view() throws InterruptedException;

  void say(OwnerOrder order) throws IOException;

  Policy policy();

  /** Makes a burst of load and sees how fast attempts leave and come back. */
  Burst test() throws IOException, InterruptedException;

  /** Opens the page, if it is not open yet. */
  URI page() throws IOException;

  /**
   * The policy that holds.
   *
   * @param file where it is written
   * @param text every key with its value
   * @param errors what is wrong with the file; what it said before holds then
   */
  record Policy(String file, String text, List<String> errors) {}

  /**
   * What a burst did.
   *
   * @param attempts how many ran when it began
   * @param stoppedMillis from its begin until attempts stood still; absent if they never did
   * @param backMillis from its end until they might go on; absent if they did not in time
   * @param note what there is to say, in words
   */
  record Burst(
      int attempts, @Nullable Long stoppedMillis, @Nullable Long backMillis, String note) {}
}
