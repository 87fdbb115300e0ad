package io.idlegrid.worker.edge.image;

import io.idlegrid.image.Frame;
import io.idlegrid.image.ObjectName;
import java.io.IOException;
import java.util.List;

/** Where parts of images come from. Nothing that it gives is trusted. */
@FunctionalInterface
public interface ObjectSource {

  /** Takes a part. */
  @FunctionalInterface
  interface Taker {
    void take(Frame part) throws IOException;
  }

  /**
   * Hands over the wanted parts, as far as it has them, in any order.
   *
   * @throws IOException when it breaks off; what was taken until then counts
   */
  void read(List<ObjectName> wanted, Taker taker) throws IOException;
}
