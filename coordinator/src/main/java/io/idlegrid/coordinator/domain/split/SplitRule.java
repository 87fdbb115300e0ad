package io.idlegrid.coordinator.domain.split;

/** How a submitter wants data to become units. */
public sealed interface SplitRule {

  /** So many files per unit. */
  record ByFile(int files) implements SplitRule {}

  /** So many lines per unit, file by file. */
  record ByLines(long lines) implements SplitRule {}

  /** At most so many bytes per unit, cut at line ends, file by file. */
  record ByBytes(long bytes) implements SplitRule {}

  /** Without data: the plan is known already. */
  record WithoutData(SplitPlan plan) implements SplitRule {}
}
