package io.idlegrid.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.ForecastView;
import io.idlegrid.protocol.device.PromiseView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void columnsLineUpAlsoUnderWideSigns() {
    Table table = Table.of("name", ">units", "*state");
    table.row("计数", "7", "running").row("count\nall", "1,200", "failed");

    assertEquals(
        """
        NAME       UNITS  STATE
        计数           7  running
        count all  1,200  failed
        """,
        table.text(Paint.PLAIN));
    assertTrue(table.text(new Paint(true, true)).contains("\u001b[31mfailed\u001b[0m"));
  }

  @Test
  void quantitiesAreShort() {
    assertEquals("512 B", Quantities.bytes(512));
    assertEquals("1.5 MiB", Quantities.bytes(3 << 19));
    assertEquals("24 GiB", Quantities.bytes(24L << 30));
    assertEquals("0.4 s", Quantities.span(0.4));
    assertEquals("90 s", Quantities.span(90));
    assertEquals("5 min", Quantities.span(Duration.ofMinutes(5)));
    assertEquals("3 h 20 min", Quantities.span(12_000));
    assertEquals("2 d", Quantities.span(172_800));
    assertEquals("1 unit", Quantities.count(1, "unit"));
    assertEquals("-", Quantities.ago(null, NOW));
  }

  @Test
  void barShowsEveryStateOfUnits() {
    UnitBar.Counts counts = new UnitBar.Counts(20, 10, 2, 1, 7);

    assertEquals("##########xx>.......", UnitBar.bar(counts, 20, Paint.PLAIN));
    assertEquals("10/20 done, 1 running, 7 waiting, 2 failed", UnitBar.words(counts, Paint.PLAIN));
    assertEquals(">...", UnitBar.bar(new UnitBar.Counts(1000, 0, 0, 1, 999), 4, Paint.PLAIN));
    assertEquals("....", UnitBar.bar(new UnitBar.Counts(0, 0, 0, 0, 0), 4, Paint.PLAIN));
  }

  @Test
  void chartShowsPastBandAndWindows() {
    List<ForecastView.Bucket> history = new ArrayList<>();
    for (int minute = 60; minute > 0; minute--) {
      history.add(new ForecastView.Bucket(NOW.minusSeconds(minute * 60L), 60, 20, 40));
    }
    ForecastView view =
        new ForecastView(
            "d-1",
            NOW,
            "cautious",
            "peak 40.0 % over 3600 s of the last day",
            .01,
            history,
            List.of(),
            List.of(
                new ForecastView.Horizon(60, 20, 30, 35, 40),
                new ForecastView.Horizon(3_600, 50, 60, 70, 90)),
            List.of(),
            List.of(new ForecastView.Window(25, 3_600), new ForecastView.Window(90, 0)),
            new ForecastView.Memory(
                "steady",
                "peak 41.0 % over 60 s of the last day",
                List.of(),
                List.of(new ForecastView.Horizon(60, 41, 42, 43, 47))),
            new DeviceView.Promise(
                new PromiseView(7, 0, 0, 0, 0, 0, 0, 0, List.of(), 0), false, null, 1));

    String chart = LoadChart.text(view, Paint.PLAIN, 60);
    List<String> lines = chart.lines().toList();

    assertEquals("100 % " + " ".repeat(26) + "|" + " ".repeat(26), lines.get(0));
    assertEquals(" ".repeat(6) + " ".repeat(26) + "|" + "-".repeat(26), lines.get(1));
    assertEquals(" 50 % " + " ".repeat(26) + "|" + "=".repeat(26), lines.get(5));
    assertEquals(" ".repeat(6) + ".".repeat(26) + "|" + "=".repeat(26), lines.get(6));
    assertEquals(" ".repeat(6) + "#".repeat(26) + "|" + "=".repeat(26), lines.get(9));
    assertTrue(chart.contains("Forecast: cautious (peak 40.0 % over 3600 s of the last day)"));
    assertTrue(chart.contains("25 % of the CPU  " + "#".repeat(30) + "  an hour or more"), chart);
    assertTrue(chart.contains("Memory that its owner uses: steady (peak 41.0 % over 60 s"), chart);
    assertTrue(chart.contains("90 % of the CPU  " + ".".repeat(30) + "  not at all"), chart);
  }
}
