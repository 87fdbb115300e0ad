package io.idlegrid.coordinator.domain.job;

import java.util.List;

/**
 * What is kept of a unit's work and how it is put together.
 *
 * @param collect pattern of the files to keep, relative to the working folder
 * @param merge how results are put together
 * @param program command of the merge unit; empty unless {@link Merge#PROGRAM}
 */
public record ResultRule(String collect, Merge merge, List<String> program) {

  public ResultRule {
    program = List.copyOf(program);
    if ((merge == Merge.PROGRAM) == program.isEmpty()) {
      throw new IllegalArgumentException("a merge program goes with merge: program, and only then");
    }
  }

  /** How results are put together. */
  public enum Merge {
    CONCAT,
    ZIP,
    NONE,
    PROGRAM
  }
}
