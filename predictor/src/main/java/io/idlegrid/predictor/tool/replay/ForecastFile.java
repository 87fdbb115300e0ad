package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.Forecast;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes forecasts as comma-separated rows, gzipped when the name says so. */
public final class ForecastFile implements AutoCloseable {
  private static final double[] QUANTILES = {.5, .9, .95, .99};
  private static final double[] WANTED = {25, 50, 75, 90};
  private static final String HEADER =
      "device,t,horizon_s,q50,q90,q95,q99," + "p_idle_C25,p_idle_C50,p_idle_C75,p_idle_C90,point\n";

  private final Path file;
  private final Path written;
  private final BufferedWriter writer;

  private ForecastFile(Path file, Path written, BufferedWriter writer) {
    this.file = file;
    this.written = written;
    this.writer = writer;
  }

  /**
   * Begins a file that takes its place, and that of what was there, when it is {@link #finish}ed.
   */
  public static ForecastFile create(Path file) throws IOException {
    boolean isDevice = Files.exists(file) && !Files.isRegularFile(file);
    Path written = isDevice ? file : file.resolveSibling(file.getFileName() + ".part");
    OutputStream out = Files.newOutputStream(written);
    if (String.valueOf(file.getFileName()).endsWith(".gz")) {
      out = new GZIPOutputStream(out, 1 << 16);
    }
    var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    writer.write(HEADER);
    return new ForecastFile(file, written, writer);
  }

  public void write(Replay.Made made) throws IOException {
    Forecast forecast = made.forecast();
    Duration span = Duration.ofSeconds(made.horizonSeconds());
    // Rounded towards caution: a quantile up, a probability down.
    var row = new StringBuilder(128);
    row.append(made.trace().device()).append(',');
    row.append(String.format(Locale.ROOT, "%.3f", made.second())).append(',');
    row.append(made.horizonSeconds());
    for (double quantile : QUANTILES) {
      number(row, Math.ceil(forecast.peakQuantile(quantile, span) * 100) / 100);
    }
    for (double wanted : WANTED) {
      number(row, Math.floor(forecast.idleProbability(wanted, span) * 1e6) / 1e6);
    }
    number(row, Math.round(forecast.mean(span) * 1000) / 1000.0);
    writer.append(row).append('\n');
  }

  private static void number(StringBuilder row, double value) {
    row.append(',').append(value);
  }

  /** Puts what was written in its place. */
  public void finish() throws IOException {
    writer.close();
    if (!written.equals(file)) {
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Nothing is left of a file that was not finished. */
  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      if (!written.equals(file)) {
        Files.deleteIfExists(written);
      }
    }
  }
}
