package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.LocalImage;
import io.idlegrid.worker.edge.cgroup.OrderedWork;
import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Images of a container engine; the companion hands them over. What an engine does of its own is no
 * unit's, and cannot be frozen: it stands still where it gets nothing more of the archive.
 *
 * @param mayFeed whether the owner leaves room for it now
 */
record DockerImages(Companion companion, OrderedWork ordered, BooleanSupplier mayFeed)
    implements EngineImages {

  /** As often as the guard looks. */
  private static final long LOOK_MILLIS = 50;

  @Override
  public String load(LocalImage image) throws EngineException {
    String tag = tag(image);
    ordered.begun(Order.IMAGE);
    tellFeed();
    Thread feeder = new Thread(this::feed, "feeds the engine " + tag);
    feeder.setDaemon(true);
    feeder.start();
    try {
      companion.askAtLength(
          id ->
              new Request.Load(id, image.objects().toString(), image.manifest(), image.id(), tag));
      return tag;
    } finally {
      feeder.interrupt();
      ordered.ended(Order.IMAGE);
    }
  }

  private void tellFeed() {
    companion.tell(new Request.Feed(mayFeed.getAsBoolean()));
  }

  /** Says whether the companion may go on, as long as it loads; again, for it may be a new one. */
  private void feed() {
    try {
      while (true) {
        tellFeed();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException loaded) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void unload(LocalImage image) throws EngineException {
    companion.askOrThrow(id -> new Request.Unload(id, tag(image)));
  }

  /** Our own name, so that nobody's image is removed but ours. */
  private static String tag(LocalImage image) {
    return "idlegrid/image:" + image.id();
  }
}
