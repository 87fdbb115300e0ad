package io.idlegrid.worker.bench;

import io.idlegrid.image.EngineArchive;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Takes images in as an engine does, checks them to the last byte, and keeps nothing. */
final class CheckingEngine implements Engine, EngineImages {

  @Override
  public Optional<EngineImages> images() {
    return Optional.of(this);
  }

  @Override
  public String load(LocalImage image) throws EngineException {
    try (ObjectPacks objects = ObjectPacks.readOnly(image.objects());
        InputStream archive =
            EngineArchive.open(
                StoredImage.open(objects, ObjectName.of(image.manifest())), image.id())) {
      archive.transferTo(OutputStream.nullOutputStream());
      return image.id();
    } catch (IOException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void unload(LocalImage image) {}

  @Override
  public String name() {
    return "checking";
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
    return new Start.Refused(Start.Reason.NOT_SUPPORTED, "it only checks images", "");
  }

  @Override
  public void close() {}
}
