package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.OutputFile;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.RefusedByCoordinator;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads what an outcome refers to. While the coordinator is out of reach it waits and goes on; so
 * it does while the coordinator does not know that this device holds the attempt, until the next
 * hello tells it, or ends the attempt.
 */
final class OutputUpload {

  private static final Logger LOG = LoggerFactory.getLogger(OutputUpload.class);
  private static final long LONGEST_PAUSE_SECONDS = 60;

  private final Http http;
  private final BooleanSupplier isWanted;

  OutputUpload(Http http, BooleanSupplier isWanted) {
    this.http = http;
    this.isWanted = isWanted;
  }

  void upload(AttemptOutcome outcome, Path aside) throws IOException, InterruptedException {
    List<String> blobs = new ArrayList<>();
    outcome.outputs().stream()
        .filter(output -> output.inline() == null)
        .map(OutputFile::sha256)
        .forEach(blobs::add);
    if (outcome.checkpoint() != null) {
      blobs.add(outcome.checkpoint());
    }
    for (String sha256 : blobs) {
      uploadPatiently(aside.resolve(sha256), sha256, outcome.lease());
    }
  }

  private void uploadPatiently(Path file, String sha256, LeaseRef attempt)
      throws IOException, InterruptedException {
    long pause = 1;
    while (isWanted.getAsBoolean()) {
      try {
        http.upload(file, sha256, attempt);
        return;
      } catch (RefusedByCoordinator e) {
        if (!e.isPassing() && !isUnknownYet(e)) {
          throw e;
        }
        LOG.warn("output {} is not taken now: {}", sha256, e.getMessage());
      } catch (IOException e) {
        LOG.info("output {} cannot be uploaded now: {}", sha256, e.getMessage());
      }
      pause(pause);
      pause = Math.min(LONGEST_PAUSE_SECONDS, pause * 2);
    }
  }

  /** A worker that stops does not wait for the end of a pause. */
  private void pause(long seconds) throws InterruptedException {
    for (long left = seconds; left > 0 && isWanted.getAsBoolean(); left--) {
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static boolean isUnknownYet(RefusedByCoordinator refusal) {
    return refusal.status() == HttpURLConnection.HTTP_FORBIDDEN;
  }
}
