package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.run.AttemptRunner.Tools;
import io.idlegrid.worker.edge.run.InputFiles.Prepared;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an attempt needs before it can run; what it uses of the cache stays there until closed. */
final class Provisions implements AutoCloseable {

  private final Held attempt;
  private final Tools tools;
  private final AttemptFolders folders;
  private final List<BlobCache.Use> uses = new ArrayList<>();

  /** What was fetched. */
  record Fetched(UnitFolders folders, Prepared input) {}

  Provisions(Held attempt, Tools tools, AttemptFolders folders) {
    this.attempt = attempt;
    this.tools = tools;
    this.folders = folders;
  }

  Fetched fetch() throws IOException {
    UnitFolders unitFolders = fetchArtifacts();
    Prepared input =
        new InputFiles(tools.http()::download, tools.json())
            .prepare(attempt.grant().input(), folders.input());
    fetchCheckpoint();
    return new Fetched(unitFolders, input);
  }

  private UnitFolders fetchArtifacts() throws IOException {
    Map<String, Path> artifacts = new LinkedHashMap<>();
    Path code = null;
    for (Program.Artifact artifact : attempt.program().artifacts()) {
      BlobCache.Use use =
          artifact.archive()
              ? tools.cache().folder(artifact.sha256(), artifact.size())
              : tools.cache().file(artifact.sha256(), artifact.size());
      uses.add(use);
      if (artifact.role().equals(Program.CODE)) {
        code = use.path().toAbsolutePath();
        folders.linkCode(code);
      } else {
        artifacts.put(artifact.role(), use.path().toAbsolutePath());
      }
    }
    return new UnitFolders(
        code,
        artifacts,
        folders.input().toAbsolutePath(),
        folders.work().toAbsolutePath(),
        folders.checkpoint().toAbsolutePath());
  }

  private void fetchCheckpoint() throws IOException {
    String checkpoint = attempt.grant().checkpoint();
    // What this very attempt saved before a crash of the worker is newer.
    if (checkpoint != null && !Checkpoints.isThere(folders.checkpoint())) {
      Path archive = folders.root().resolve("checkpoint.tar");
      tools.http().download(checkpoint, 0, Long.MAX_VALUE, archive);
      BlobCache.requireHash(archive, checkpoint);
      Checkpoints.unpack(archive, folders.checkpoint());
      Files.delete(archive);
    }
  }

  @Override
  public void close() {
    uses.forEach(BlobCache.Use::close);
  }
}
