package io.idlegrid.predictor.tool.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.tool.day.EmbeddedHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void shufflingFlattersTreesThatLookUpTheTimeOfDay() {
    Table table = Table.of(EmbeddedHost.CAMERA.days(1, 2, 1), 60);
    int half = table.size() / 2;
    int[] odd = new int[half];
    int[] even = new int[half];
    for (int i = 0; i < half; i++) {
      even[i] = 2 * i;
      odd[i] = 2 * i + 1;
    }
    int[] first = new int[half];
    int[] second = new int[half];
    for (int i = 0; i < half; i++) {
      first[i] = i;
      second[i] = half + i;
    }

    double between = rmse(table, even, odd);
    double forward = rmse(table, first, second);

    assertTrue(forward > 1.3 * between, between + " and " + forward);
  }

  @Test
  void linearRegressionFindsALine() {
    Table day = Table.of(EmbeddedHost.DOOR.days(1, 2, 1), 30);
    double[] line = new double[day.size()];
    for (int i = 0; i < line.length; i++) {
      line[i] = 3 + .5 * day.inputs()[i][1] - .001 * day.inputs()[i][9];
    }
    var table = new Table(day.inputs(), line, 0);
    double[] bent = line.clone();
    for (int i = 0; i < bent.length; i += 20) {
      bent[i] += 500;
    }

    for (int i = 0; i < line.length; i += 50) {
      assertEquals(line[i], LeastSquares.fit(table).predict(day.inputs()[i]), 1e-3);
    }
    var robust = LeastSquares.fitRobust(new Table(day.inputs(), bent, 0));
    for (int i = 0; i < line.length; i += 50) {
      assertEquals(line[i], robust.predict(day.inputs()[i]), .05);
    }
  }

  @Test
  void everyRegressorIsPrintedWithTheReason() {
    String text =
        new Comparison(600, 1).run(List.of(EmbeddedHost.SIGNAGE.days(1, 2, 1)), line -> {});

    for (Regressor regressor : Regressor.values()) {
      assertTrue(text.contains(regressor.title()), text);
    }
    assertEquals(1, text.lines().filter(line -> line.startsWith("Why they differ")).count());
  }

  private static double rmse(Table table, int[] fit, int[] judge) {
    Regressor.Fitted tree = Regressor.FINE_TREE.fit(table.rows(fit), 1);
    double sum = 0;
    for (int row : judge) {
      double error = tree.predict(table.inputs()[row]) - table.targets()[row];
      sum += error * error;
    }
    return Math.sqrt(sum / judge.length);
  }
}
