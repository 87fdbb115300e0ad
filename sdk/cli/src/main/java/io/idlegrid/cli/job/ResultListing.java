package io.idlegrid.cli.job;

import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.ResultManifest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All files that a job put out so far.
 *
 * @param isComplete whether nothing will be added
 */
record ResultListing(List<ResultManifest.Item> items, boolean isComplete) {

  ResultListing {
    items = List.copyOf(items);
  }

  static ResultListing read(GridApi api, String job) {
    List<ResultManifest.Item> items = new ArrayList<>();
    boolean isComplete = false;
    String cursor = null;
    do {
      ResultManifest page = api.get(path(job, cursor), ResultManifest.class);
      items.addAll(page.items());
      isComplete = page.complete();
      cursor = page.next();
    } while (cursor != null);
    return new ResultListing(items, isComplete);
  }

  private static String path(String job, @Nullable String cursor) {
    return JobPaths.results(job)
        + "?limit=1000"
        + (cursor == null ? "" : "&cursor=" + GridApi.segment(cursor));
  }
}
