package io.idlegrid.client;

import io.idlegrid.protocol.job.JobExplanation;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.job.UnitRetry;
import io.idlegrid.protocol.job.UnitView;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job on the grid. It goes on whether or not anybody holds a handle; {@link IdleGrid#job} makes a
 * new one from the id. Safe for use by several threads.
 *
 * <pre>{@code
 * JobHandle job = grid.submit(Path.of("job.yaml"));
 * job.onProgress(p -> System.err.println(p.units().done() + " of " + p.units().total())).join();
 * job.downloadConcat(Path.of("counts.txt"));
 * }</pre>
 */
public final class JobHandle {

  private final GridApi api;
  private final String id;
  private final @Nullable JobReceipt receipt;
  private final Pauses pauses;
  private final JobWatch watch;

  JobHandle(
      GridApi api, String id, @Nullable JobReceipt receipt, Pauses pauses, Set<JobWatch> running) {
    this.api = api;
    this.id = id;
    this.receipt = receipt;
    this.pauses = pauses;
    this.watch = new JobWatch(api, id, pauses, running);
  }

  static String path(String id) {
    return "/api/v1/jobs/" + GridApi.segment(id);
  }

  /** The job's id, such as {@code j-0m8fq2x1zabcde}. */
  public String id() {
    return id;
  }

  /** What the coordinator answered to the submission; empty when this handle came from an id. */
  public Optional<JobReceipt> receipt() {
    return Optional.ofNullable(receipt);
  }

  /** The job as it is now. */
  public JobView status() {
    return api.get(path(id), JobView.class);
  }

  /**
   * Tells a consumer how far the job is, now and whenever it changes, in a thread of the client;
   * until the job is over or the grid is closed. An exception of the consumer ends the watching and
   * comes out of {@link #join}.
   *
   * @return this handle
   */
  public JobHandle onProgress(Consumer<JobView> consumer) {
    watch.add(consumer);
    return this;
  }

  /**
   * Waits until the job succeeded. A coordinator that is away is waited for, about ten minutes.
   *
   * @return the job as it ended
   * @throws JobFailedException with the reason when it failed or was cancelled
   */
  public JobView join() {
    try {
      return succeeded(watch.end().get());
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Pauses.interrupted(e);
    }
  }

  /**
   * Waits until the job succeeded, but no longer than some time; the job itself goes on.
   *
   * @return the job as it ended; empty when it is not over yet
   * @throws JobFailedException with the reason when it failed or was cancelled
   */
  public Optional<JobView> join(Duration most) {
    try {
      return Optional.of(succeeded(watch.end().get(most.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Pauses.interrupted(e);
    }
  }

  /** Cancels the job; devices stop what they run of it. */
  public JobView cancel() {
    return api.post(path(id) + "/cancel", null, JobView.class);
  }

  /**
   * Deletes the job, which is over, with its logs and results. Code and data that were uploaded for
   * it stay; see {@link IdleGrid#uploads}.
   *
   * @throws GridException {@code job.active} when it is not over
   */
  public void delete() {
    api.delete(path(id));
  }

  /**
   * Tries units that failed again, all of them when none are named. A job that had failed runs
   * again; a new handle ({@link IdleGrid#job}) watches it.
   *
   * @return how many units are tried again
   */
  public long retry(long... units) {
    List<Long> wanted = units.length == 0 ? null : Arrays.stream(units).boxed().toList();
    return api.post(path(id) + "/units/retry", new UnitRetry(wanted), UnitRetry.Answer.class)
        .retried();
  }

  /** Says why units wait. */
  public JobExplanation explain() {
    return api.get(path(id) + "/explain", JobExplanation.class);
  }

  /** Says why a unit waits, with every device's vetoes, or how its attempts ended. */
  public JobExplanation explain(long unit) {
    return api.get(path(id) + "/explain?unit=" + unit, JobExplanation.class);
  }

  /** A unit: its state, device and outputs. */
  public UnitView unit(long unit) {
    return api.get(path(id) + "/units/" + unit, UnitView.class);
  }

  /**
   * The kept end of what a unit's last attempt wrote to standard output and error.
   *
   * @throws GridException {@code log.none} while there is none
   */
  public UnitLog log(long unit) {
    return api.get(path(id) + "/units/" + unit + "/log", UnitLog.class);
  }

  /**
   * Follows what a unit writes to standard output and error, until its attempt ends. Waits for the
   * unit to start. Text comes in pieces that need not end with a line.
   */
  public void follow(long unit, Consumer<String> text) {
    new LogFollower(api, id, unit, text, pauses).follow();
  }

  /** The files that the job put out. */
  public Results results() {
    return new Results(api, id);
  }

  /**
   * Downloads all output files, one after the other in unit order, as one file; goes on where an
   * earlier download stopped. The job must be over.
   *
   * @return size in bytes
   */
  public long downloadConcat(Path file) {
    return downloadConcat(file, TransferListener.NONE);
  }

  /** Downloads all output as one file and tells how far it is. */
  public long downloadConcat(Path file, TransferListener listener) {
    return api.download(path(id) + "/results/concat", file, listener);
  }

  /** Writes all output, in unit order, to a stream, which is not closed; returns its size. */
  public long writeConcat(OutputStream out) {
    return api.download(path(id) + "/results/concat", out, 0);
  }

  /** Downloads all output files as a zip; goes on where an earlier download stopped. */
  public long downloadZip(Path file) {
    return downloadZip(file, TransferListener.NONE);
  }

  /** Downloads all output files as a zip and tells how far it is; returns its size in bytes. */
  public long downloadZip(Path file, TransferListener listener) {
    return api.download(path(id) + "/results/archive.zip", file, listener);
  }

  /**
   * Downloads all output files into a folder, each as {@code UNIT/PATH} with the unit's index in
   * ten digits, as in the zip. Files that are there with the right content are not downloaded
   * again.
   *
   * @return number of files
   */
  public long downloadAll(Path folder) {
    return new ResultFolder(folder).fill(results());
  }

  GridApi api() {
    return api;
  }

  @Override
  public String toString() {
    return "job " + id;
  }

  private static JobView succeeded(JobView job) {
    if (!job.state().equals("SUCCEEDED")) {
      throw new JobFailedException(job);
    }
    return job;
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException failure) {
      // The stack of the watching thread says where; who waits should be seen, too.
      failure.addSuppressed(new Exception("waited for here"));
      return failure;
    }
    return new IllegalStateException("watching a job failed", cause);
  }
}
