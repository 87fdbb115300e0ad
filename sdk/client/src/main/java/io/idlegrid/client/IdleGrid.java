package io.idlegrid.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.job.JobPreview;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.store.StoredBlob;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A grid of idle devices, as its users see it: submit jobs, watch them, fetch what they put out.
 * Safe for use by several threads. Closing it ends the watching of jobs; the jobs go on.
 *
 * <pre>{@code
 * try (var grid = IdleGrid.connect("https://grid.example.org", token)) {
 *   var job = grid.submit(
 *       Job.of("count")
 *           .code(Path.of("src"))
 *           .data(Split.files(Path.of("data")))
 *           .run("sh", "count.sh", "{{input}}", "{{output}}"));
 *   job.onProgress(p -> System.err.println(p.units())).join();
 *   job.results().forEach(file -> System.out.print(file.text()));
 * }
 * }</pre>
 */
public final class IdleGrid implements AutoCloseable {

  private static final String JOBS = "/api/v1/jobs";

  private final GridApi api;
  private final Pauses pauses;
  private final Set<JobWatch> running = ConcurrentHashMap.newKeySet();
  private UploadListener uploads = UploadListener.NONE;

  IdleGrid(GridApi api, Pauses pauses) {
    this.api = api;
    this.pauses = pauses;
  }

  /**
   * Connects to a coordinator. Nothing is sent yet.
   *
   * @param url such as {@code https://grid.example.org}, or plain HTTP on this machine
   * @param token an account's token; {@code idlegrid token create} makes one
   * @throws GridException when the address is none, or would send the token unprotected
   */
  public static IdleGrid connect(String url, String token) {
    return connect(url, token, CoordinatorTrust.usual());
  }

  /**
   * Connects to a coordinator whose certificate no usual authority vouches for.
   *
   * @param trust which certificate to believe, such as {@code CoordinatorTrust.parse("ca.pem")}
   */
  public static IdleGrid connect(String url, String token, CoordinatorTrust trust) {
    try {
      return new IdleGrid(new GridApi(new URI(url), token, trust), Pauses.REAL);
    } catch (URISyntaxException e) {
      throw GridException.of(
          "client.url",
          "'" + url + "' is not an address: " + e.getReason(),
          "write it like https://grid.example.org or http://127.0.0.1:7080",
          e);
    }
  }

  /**
   * Connects as this environment says: {@code IDLEGRID_URL} and {@code IDLEGRID_TOKEN}, or else
   * what {@code idlegrid login} stored.
   */
  public static IdleGrid connect() {
    Credentials found = Credentials.find();
    return connect(found.url(), found.token(), found.trust());
  }

  /** The REST interface, for what this class does not cover. */
  public GridApi api() {
    return api;
  }

  /**
   * Has someone hear what is uploaded before jobs are submitted.
   *
   * @return this grid
   */
  public IdleGrid onUpload(UploadListener listener) {
    this.uploads = listener;
    return this;
  }

  /**
   * Uploads what a job needs and submits it. A submission whose answer is lost is repeated and
   * counts once.
   *
   * @throws GridException with what is wrong with the job, and where
   */
  public JobHandle submit(Job job) {
    return submit(files().prepare(job));
  }

  /** Uploads what a job file names, relative to its folder, and submits it. */
  public JobHandle submit(Path jobFile) {
    return submit(files().prepare(jobFile));
  }

  /**
   * Submits a job file whose files are uploaded; see {@link JobFiles}.
   *
   * @param prepared with references in place of paths
   */
  public JobHandle submit(ObjectNode prepared) {
    String key = UUID.randomUUID().toString();
    JobReceipt receipt = api.post(JOBS, prepared, JobReceipt.class, Map.of("Idempotency-Key", key));
    return new JobHandle(api, receipt.id(), receipt, pauses, running);
  }

  /** Says what would become of a job. Its data is uploaded, so that it can be counted. */
  public JobPreview preview(Job job) {
    return preview(files().prepare(job));
  }

  /** Says what would become of a job file. Its data is uploaded, so that it can be counted. */
  public JobPreview preview(Path jobFile) {
    return preview(files().prepare(jobFile));
  }

  /** Says what would become of a job file whose files are uploaded. */
  public JobPreview preview(ObjectNode prepared) {
    return api.post(JOBS + "?dryRun=true", prepared, JobPreview.class);
  }

  /**
   * Gives the images of an archive a name, to be used in {@code run.image}; what the coordinator
   * has of them already is not stored again.
   *
   * <pre>{@code
   * grid.pushImage("count:1", Path.of("count.tar"));   // docker save count:1 > count.tar
   * }</pre>
   *
   * @param archive what {@code docker save} writes, or an OCI layout packed with tar
   * @throws GridException {@code image.…} when the archive is not sound, with the place in it
   */
  public ImageView pushImage(String name, Path archive) {
    return api.pushImage(name, archive, null, TransferListener.NONE).image();
  }

  /**
   * What you uploaded, by hash, with what uses it.
   *
   * <pre>{@code
   * grid.uploads().stream().filter(each -> each.usedBy().isEmpty())
   *     .forEach(each -> grid.deleteUpload(each.sha256()));
   * }</pre>
   */
  public List<StoredBlob> uploads() {
    List<StoredBlob> all = new ArrayList<>();
    String after = "";
    while (after != null) {
      StoredBlob.Page page =
          api.get("/api/v1/blobs?limit=1000&cursor=" + after, StoredBlob.Page.class);
      all.addAll(page.items());
      after = page.next();
    }
    return all;
  }

  /**
   * Deletes what you uploaded.
   *
   * @throws GridException {@code blob.used} when one of your jobs or artifacts uses it, {@code
   *     blob.unknown} when you uploaded no such
   */
  public void deleteUpload(String sha256) {
    api.delete("/api/v1/blobs/" + GridApi.segment(sha256));
  }

  /**
   * Has the coordinator's host build an image of a folder with a {@code Dockerfile}.
   *
   * <pre>{@code
   * grid.buildImage("count:1", Path.of("count")).join(System.err::print);
   * }</pre>
   *
   * @return the build, which goes on; it can begin {@code FROM scratch} and from images of the grid
   * @throws GridException {@code build.off} when the operator allows no builds
   */
  public ImageBuild buildImage(String name, Path folder) {
    return new ImageBuild(api, name).begin(ImageBuild.folder(folder), TransferListener.NONE);
  }

  /** Groups of services that run until they are stopped. */
  public Services services() {
    return new Services(api);
  }

  /** A job that was submitted before. Nothing is asked yet: a wrong id shows later. */
  public JobHandle job(String id) {
    return new JobHandle(api, id, null, pauses, running);
  }

  /**
   * Applies a function to every element of a list, on devices. Nothing is sent before {@link
   * GridMap#gather} or {@link GridMap#submit}.
   *
   * @param elements without nulls
   * @param function a named class; see {@link GridFunction}
   */
  public <T, R> GridMap<T, R> map(List<T> elements, Class<? extends GridFunction<T, R>> function) {
    return new GridMap<>(this, elements, function);
  }

  /** Ends the watching of jobs. */
  @Override
  public void close() {
    running.forEach(JobWatch::stop);
  }

  JobFiles files() {
    return new JobFiles(api, uploads);
  }
}
