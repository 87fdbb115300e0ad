package io.idlegrid.worker.domain.availability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides who is asked next when all have to leave. To save its state an attempt has to run, so no
 * more are asked at once than the owner leaves room for; but one always is, or nobody ever left.
 * The largest first: the owner's memory is free soonest.
 *
 * @param freeCores what there is room for beside the owner
 */
public record LeaveInTurn(double freeCores) {

  private static final double ROUNDING = 1e-9;

  /**
   * One that has to leave.
   *
   * @param cores that it may use while it saves its state
   * @param isAsked whether it does so already
   */
  public record Leaver(double cores, long memoryBytes, boolean isAsked) {}

  /** Places in the list of those to ask now, in this order. */
  public List<Integer> next(List<Leaver> all) {
    double room = freeCores - all.stream().filter(Leaver::isAsked).mapToDouble(Leaver::cores).sum();
    boolean isAnyAsked = all.stream().anyMatch(Leaver::isAsked);
    List<Integer> chosen = new ArrayList<>();
    for (int place : largestFirst(all)) {
      Leaver one = all.get(place);
      if (one.cores() <= room + ROUNDING || !isAnyAsked) {
        chosen.add(place);
        room -= one.cores();
        isAnyAsked = true;
      }
    }
    return chosen;
  }

  private static List<Integer> largestFirst(List<Leaver> all) {
    return IntStream.range(0, all.size())
        .boxed()
        .filter(place -> !all.get(place).isAsked())
        .sorted(Comparator.comparingLong((Integer place) -> -all.get(place).memoryBytes()))
        .toList();
  }
}
