package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Permission to run one unit until the lease ends.
 *
 * @param lease names the attempt
 * @param leaseMillis from receipt; renewed by reports that list the attempt as held
 * @param mac the coordinator's proof, in base64, that it made this grant to this device; shown
 *     again in the hello
 * @param input what the unit works on
 * @param merge whether this is the job's merge program, run over all outputs
 * @param lanes most attempts of the job to run side by side, as the forecast allows
 * @param checkpoint SHA-256 of an archive with the checkpoint directory to continue from
 * @param ranMillis running time of the unit that lies behind the checkpoint and counts for its time
 *     limit; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Grant(
    LeaseRef lease,
    long leaseMillis,
    String mac,
    UnitInput input,
    boolean merge,
    int lanes,
    @Nullable String checkpoint,
    @Nullable Long ranMillis) {

  /** Running time that counts for the unit's limit before it runs here. */
  public long ranBefore() {
    return ranMillis == null ? 0 : ranMillis;
  }
}
