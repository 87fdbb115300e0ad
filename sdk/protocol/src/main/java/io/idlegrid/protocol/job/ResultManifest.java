package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job put out.
 *
 * @param complete whether nothing will be added; before, only single files can be had
 * @param merge how the submitter wants it put together
 * @param files number of files, when complete
 * @param bytes of all files together, when complete
 * @param items a page of the files, in unit order
 * @param next asks for the following page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResultManifest(
    String job,
    boolean complete,
    String merge,
    @Nullable Long files,
    @Nullable Long bytes,
    List<Item> items,
    @Nullable String next) {

  /** A file of a unit's output. */
  public record Item(long unit, String path, long size, String sha256) {}
}
