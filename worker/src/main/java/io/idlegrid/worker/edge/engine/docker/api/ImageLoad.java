package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.NotFoundException;
import io.idlegrid.image.EngineArchive;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands images to the engine, made from their parts as they are sent. That the engine has an image
 * is told by its id where that is the configuration's hash, and by its layers elsewhere: reading
 * which those are takes longer than a unit's start should.
 */
final class ImageLoad {

  private final DockerClient client;
  private final Valve valve = new Valve();

  /** What the engine calls images whose layers were compared, by their tags. */
  private final Map<String, String> compared = new ConcurrentHashMap<>();

  ImageLoad(DockerClient client) {
    this.client = client;
  }

  /** An engine that gets nothing more of an archive does nothing more, at once. */
  void feed(boolean goesOn) {
    valve.set(goesOn);
  }

  void load(Request.Load request) {
    String found = idOf(request.tag());
    // Engines that name an image by its configuration say all with that: it lists the layers.
    if (found.equals("sha256:" + request.image())
        || (!found.isEmpty() && found.equals(compared.get(request.tag())))) {
      return;
    }
    compare(request);
    compared.put(request.tag(), idOf(request.tag()));
  }

  private void compare(Request.Load request) {
    try (ObjectPacks objects = ObjectPacks.readOnly(Path.of(request.objects()))) {
      StoredImage image = StoredImage.open(objects, ObjectName.of(request.manifest()));
      List<String> layers =
          image.manifest().layers().stream().map(layer -> "sha256:" + layer.diffId()).toList();
      if (layers.equals(layersOf(request.tag()))) {
        return;
      }
      send(image, request.tag());
      if (!layers.equals(layersOf(request.tag()))) {
        throw new EngineFailure(
            Reply.Kind.REFUSED,
            "the engine made something else of image " + image.id(),
            "is the container engine sound?");
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void send(StoredImage image, String tag) throws IOException {
    Noting archive = new Noting(EngineArchive.open(image, tag), valve);
    try (archive) {
      client.loadImageCmd(archive).exec();
    } catch (RuntimeException e) {
      if (archive.failure != null) {
        throw failed(archive.failure);
      }
      throw e;
    }
    if (archive.failure != null) {
      throw failed(archive.failure);
    }
  }

  private static EngineFailure failed(IOException e) {
    return new EngineFailure(
        Reply.Kind.REFUSED,
        "the image cannot be put together: " + e.getMessage(),
        "damaged parts are fetched again");
  }

  void unload(String tag) {
    compared.remove(tag);
    try {
      client.removeImageCmd(tag).exec();
    } catch (NotFoundException goneAlready) {
      return;
    }
  }

  private String idOf(String tag) {
    try {
      String id = client.inspectImageCmd(tag).exec().getId();
      return id == null ? "" : id;
    } catch (NotFoundException absent) {
      return "";
    }
  }

  private List<String> layersOf(String tag) {
    try {
      @Nullable RootFS root = client.inspectImageCmd(tag).exec().getRootFS();
      List<String> layers = root == null ? null : root.getLayers();
      return layers == null ? List.of() : layers;
    } catch (NotFoundException absent) {
      return List.of();
    }
  }

  /** Lets everything through, or nothing. */
  private static final class Valve {

    private boolean isOpen = true;

    synchronized void set(boolean open) {
      isOpen = open;
      notifyAll();
    }

    synchronized void pass() throws IOException {
      try {
        while (!isOpen) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the owner used the device");
      }
    }
  }

  /** Keeps the reason why reading failed, which the engine's client does not pass on. */
  private static final class Noting extends FilterInputStream {

    private final Valve valve;
    private @Nullable IOException failure;

    Noting(InputStream in, Valve valve) {
      super(in);
      this.valve = valve;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        valve.pass();
        return in.read(buffer, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
