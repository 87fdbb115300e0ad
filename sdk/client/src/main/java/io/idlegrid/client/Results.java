package io.idlegrid.client;

import io.idlegrid.protocol.job.ResultManifest;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files that a job put out, in unit order, asked for page by page as they are needed. While the
 * job goes on these are the files of the units that are done; every iteration asks anew.
 *
 * <pre>{@code
 * for (ResultFile file : job.results()) {
 *   System.out.println(file.unit() + ": " + file.text());
 * }
 * }</pre>
 */
public final class Results implements Iterable<ResultFile> {

  private static final int PAGE = 500;

  private final GridApi api;
  private final String job;

  Results(GridApi api, String job) {
    this.api = api;
    this.job = job;
  }

  /** The first page of the manifest as the coordinator tells it, with sums once it is complete. */
  public ResultManifest manifest() {
    return page(null);
  }

  /** The files as a stream. */
  public Stream<ResultFile> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<ResultFile> iterator() {
    return new Pages();
  }

  private ResultManifest page(@Nullable String cursor) {
    String after = cursor == null ? "" : "&cursor=" + GridApi.segment(cursor);
    return api.get(JobHandle.path(job) + "/results?limit=" + PAGE + after, ResultManifest.class);
  }

  private final class Pages implements Iterator<ResultFile> {

    private ResultManifest page = page(null);
    private Iterator<ResultManifest.Item> items = page.items().iterator();

    @Override
    public boolean hasNext() {
      while (!items.hasNext() && page.next() != null) {
        page = page(page.next());
        items = page.items().iterator();
      }
      return items.hasNext();
    }

    @Override
    public ResultFile next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the job has no more files");
      }
      return new ResultFile(api, job, items.next());
    }
  }
}
