package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.LocalImage;
import io.idlegrid.worker.edge.cgroup.OrderedWork;
import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
import io.idlegrid.worker.edge.engine.docker.message.Request;

/** Images of a container engine; the companion hands them over. */
record DockerImages(Companion companion, OrderedWork ordered) implements EngineImages {

  @Override
  public String load(LocalImage image) throws EngineException {
    String tag = tag(image);
    ordered.begun(Order.IMAGE);
    try {
      companion.askAtLength(
          id ->
              new Request.Load(id, image.objects().toString(), image.manifest(), image.id(), tag));
      return tag;
    } finally {
      ordered.ended(Order.IMAGE);
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
