package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit.
 *
 * @param state {@code ready}, {@code running}, {@code done}, {@code failed}, {@code not reached}
 *     or, of a service's replica that ended badly again and again, {@code resting}
 * @param device that computed its output, once there is one
 * @param outputs files of its canonical output, for whoever may read them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnitView(
    long index,
    String state,
    @Nullable String device,
    @Nullable Double activeSeconds,
    List<ResultFile> outputs) {

  /** A file of a unit's output. */
  public record ResultFile(String path, long size, String sha256) {}

  /** A page of units in order; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<UnitView> items, @Nullable String next) {}
}
