package io.idlegrid.predictor.tool.compare;

import java.util.stream.LongStream;
import smile.base.cart.Loss;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.type.StructType;
import smile.data.vector.DoubleVector;
import smile.regression.DataFrameRegression;
import smile.regression.GradientTreeBoost;
import smile.regression.RandomForest;
import smile.regression.RegressionTree;

/**
 * The seven regressors that the published scheduler was chosen from, with the usual presets: leaves
 * of at least 4, 12 and 36 rows for the three trees, 30 learners for the two ensembles.
 */
enum Regressor {
  LINEAR("linear") {
    @Override
    Fitted fit(Table table, long seed) {
      return LeastSquares.fit(table);
    }
  },
  ROBUST_LINEAR("robust linear") {
    @Override
    Fitted fit(Table table, long seed) {
      return LeastSquares.fitRobust(table);
    }
  },
  FINE_TREE("fine tree") {
    @Override
    Fitted fit(Table table, long seed) {
      return tree(table, 4);
    }
  },
  MEDIUM_TREE("medium tree") {
    @Override
    Fitted fit(Table table, long seed) {
      return tree(table, 12);
    }
  },
  COARSE_TREE("coarse tree") {
    @Override
    Fitted fit(Table table, long seed) {
      return tree(table, 36);
    }
  },
  BOOSTED("boosted trees") {
    @Override
    Fitted fit(Table table, long seed) {
      return new OfSmile(
          GradientTreeBoost.fit(
              TARGET, frame(table), Loss.ls(), LEARNERS, DEEPEST, 32, 8, .1, 1.0));
    }
  },
  BAGGED("bagged trees") {
    @Override
    Fitted fit(Table table, long seed) {
      // All inputs at every split: bagging, not a random forest.
      return new OfSmile(
          RandomForest.fit(
              TARGET,
              frame(table),
              LEARNERS,
              Table.NAMES.length,
              DEEPEST,
              Math.max(2, table.size() / 8),
              8,
              1.0,
              LongStream.iterate(seed, s -> s + 1).limit(LEARNERS * 10L)));
    }
  };

  private static final String TARGET_NAME = "peak";
  private static final Formula TARGET = Formula.lhs(TARGET_NAME);
  private static final int LEARNERS = 30;
  private static final int DEEPEST = 30;

  private final String title;

  Regressor(String title) {
    this.title = title;
  }

  /** A regressor after its fit. */
  interface Fitted {
    double predict(double[] inputs);
  }

  String title() {
    return title;
  }

  abstract Fitted fit(Table table, long seed);

  private static Fitted tree(Table table, int leafRows) {
    return new OfSmile(
        RegressionTree.fit(
            TARGET, frame(table), DEEPEST, Math.max(2, table.size() / leafRows), leafRows));
  }

  private static DataFrame frame(Table table) {
    DoubleVector[] columns = new DoubleVector[Table.NAMES.length + 1];
    for (int k = 0; k < Table.NAMES.length; k++) {
      double[] column = new double[table.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = table.inputs()[i][k];
      }
      columns[k] = DoubleVector.of(Table.NAMES[k], column);
    }
    columns[Table.NAMES.length] = DoubleVector.of(TARGET_NAME, table.targets());
    return DataFrame.of(columns);
  }

  /** Any of Smile's regressions on data frames. */
  private record OfSmile(DataFrameRegression regression) implements Fitted {

    @Override
    public double predict(double[] inputs) {
      return regression.predict(Tuple.of(inputs, schema()));
    }

    private StructType schema() {
      return regression.schema();
    }
  }
}
