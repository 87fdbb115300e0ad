package io.idlegrid.coordinator.domain.split;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a job's units follow from its data. A plan is small whatever the number of units: the input
 * of a unit is derived from its index when the unit is granted.
 */
public sealed interface SplitPlan {

  /** How many units there are. */
  long units();

  /**
   * One unit per value of {@code from, from + step, …}, below {@code to}.
   *
   * @param step positive
   */
  record Range(long from, long to, long step) implements SplitPlan {

    public Range {
      if (step <= 0) {
        throw new IllegalArgumentException("step must be positive, not " + step);
      }
      if (to <= from) {
        throw new IllegalArgumentException(
            "a range from " + from + " to " + to + " (exclusive) has no values");
      }
      Math.subtractExact(to, from);
    }

    @Override
    public long units() {
      return (to - from - 1) / step + 1;
    }

    /** Value of a unit. */
    public long value(long unit) {
      return from + unit * step;
    }
  }

  /**
   * One unit per combination of the parameters' values; the last parameter varies fastest.
   *
   * @param parameters names and values, in the submitter's order
   */
  record Sweep(List<Parameter> parameters) implements SplitPlan {

    public Sweep {
      parameters = List.copyOf(parameters);
      if (parameters.isEmpty()) {
        throw new IllegalArgumentException("a sweep needs at least one parameter");
      }
    }

    /** A parameter's name and the values it takes: numbers, texts or booleans. */
    public record Parameter(String name, List<Object> values) {
      public Parameter {
        values = List.copyOf(values);
        if (values.isEmpty()) {
          throw new IllegalArgumentException("sweep parameter " + name + " has no values");
        }
      }
    }

    @Override
    public long units() {
      long product = 1;
      for (Parameter parameter : parameters) {
        product = Math.multiplyExact(product, (long) parameter.values().size());
      }
      return product;
    }

    /** The combination of a unit. */
    public Map<String, Object> combination(long unit) {
      Object[] chosen = new Object[parameters.size()];
      long rest = unit;
      for (int i = parameters.size() - 1; i >= 0; i--) {
        List<Object> values = parameters.get(i).values();
        chosen[i] = values.get((int) (rest % values.size()));
        rest /= values.size();
      }
      Map<String, Object> combination = new LinkedHashMap<>();
      for (int i = 0; i < chosen.length; i++) {
        combination.put(parameters.get(i).name(), chosen[i]);
      }
      return combination;
    }
  }

  /**
   * Units whose data is listed in an {@link InputIndex} blob.
   *
   * @param index SHA-256 of the index
   * @param rows pieces listed there
   * @param rowsPerUnit pieces that one unit gets
   * @param folder whether a unit sees its pieces as a folder even when there is one
   */
  record Indexed(String index, long rows, int rowsPerUnit, boolean folder) implements SplitPlan {

    public Indexed {
      if (rows <= 0 || rowsPerUnit <= 0) {
        throw new IllegalArgumentException("an index needs rows, and units need some of them");
      }
    }

    @Override
    public long units() {
      return (rows - 1) / rowsPerUnit + 1;
    }

    /** First row of a unit. */
    public long firstRow(long unit) {
      return unit * rowsPerUnit;
    }

    /** Row after the last one of a unit. */
    public long endRow(long unit) {
      return Math.min(rows, firstRow(unit) + rowsPerUnit);
    }
  }
}
