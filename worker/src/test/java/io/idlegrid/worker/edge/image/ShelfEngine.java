package io.idlegrid.worker.edge.image;

import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
import io.idlegrid.protocol.image.ImageManifest;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.LocalImage;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine that only takes images in, and keeps the tars of their layers. */
public final class ShelfEngine implements Engine, EngineImages {

  public final Map<String, byte[]> layers = new LinkedHashMap<>();
  int loads;

  @Override
  public Optional<EngineImages> images() {
    return Optional.of(this);
  }

  @Override
  public String load(LocalImage image) throws EngineException {
    if (layers.containsKey(image.id())) {
      return "shelf/" + image.id();
    }
    loads++;
    try (ObjectPacks objects = ObjectPacks.readOnly(image.objects())) {
      StoredImage stored = StoredImage.open(objects, ObjectName.of(image.manifest()));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (ImageManifest.Layer layer : stored.manifest().layers()) {
        all.write(stored.open(layer).readAllBytes());
      }
      layers.put(image.id(), all.toByteArray());
      return "shelf/" + image.id();
    } catch (IOException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void unload(LocalImage image) {
    layers.remove(image.id());
  }

  @Override
  public String name() {
    return "shelf";
  }

  @Override
  public EngineProbe probe() {
    return EngineProbe.usable("1", List.of());
  }

  @Override
  public List<String> removeLeftovers() {
    return List.of();
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return UnitView.SANDBOX;
  }

  @Override
  public Start start(RunPlan plan, OutputSink output) {
    return new Start.Refused(Start.Reason.NOT_SUPPORTED, "it only keeps images", "");
  }

  @Override
  public void close() {}
}
