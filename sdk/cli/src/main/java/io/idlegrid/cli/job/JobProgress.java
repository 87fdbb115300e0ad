package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Documents;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.UnitBar;
import io.idlegrid.protocol.job.JobView;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows how far a job is, on standard error: a bar to people, lines of JSON to programs. */
public abstract class JobProgress implements AutoCloseable {

  private JobProgress() {}

  /** The one that suits the surroundings. */
  public static JobProgress in(Surroundings surroundings, boolean isQuiet) {
    if (isQuiet) {
      return new Silent();
    }
    return surroundings.terminal().isErr()
        ? new Bar(surroundings.err(), surroundings.errPaint(), surroundings.columns())
        : new Lines(surroundings.err());
  }

  /** Shows a job; the same one again only if it changed. */
  public abstract void show(JobView job);

  /** Says that the coordinator does not answer at present. */
  public abstract void away(String reason);

  /** Leaves the terminal as it is found by who comes next. */
  @Override
  public abstract void close();

  private static final class Silent extends JobProgress {

    @Override
    public void show(JobView job) {}

    @Override
    public void away(String reason) {}

    @Override
    public void close() {}
  }

  /** A line that is written over and over. */
  private static final class Bar extends JobProgress {

    private static final String REWRITE = "\r\u001b[K";
    private static final int MOST_BAR = 40;
    private static final int WORDS = 60;

    private final PrintStream err;
    private final Paint paint;
    private final int width;
    private boolean isShown;

    Bar(PrintStream err, Paint paint, int columns) {
      this.err = err;
      this.paint = paint;
      this.width = Math.max(10, Math.min(MOST_BAR, columns - WORDS));
    }

    @Override
    public void show(JobView job) {
      UnitBar.Counts counts = JobText.counts(job.units());
      write(
          UnitBar.bar(counts, width, paint)
              + " "
              + paint.state(JobText.state(job))
              + "  "
              + UnitBar.words(counts, paint));
    }

    @Override
    public void away(String reason) {
      write(paint.careful("the coordinator does not answer, trying again"));
    }

    private void write(String line) {
      err.print(REWRITE + line);
      err.flush();
      isShown = true;
    }

    @Override
    public void close() {
      if (isShown) {
        err.println();
        err.flush();
        isShown = false;
      }
    }
  }

  /** One JSON object per change. */
  private static final class Lines extends JobProgress {

    private final PrintStream err;
    private @Nullable String last;

    Lines(PrintStream err) {
      this.err = err;
    }

    @Override
    public void show(JobView job) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("job", job.id());
      line.put("state", job.state());
      line.put("units", job.units());
      write(Documents.jsonLine(line));
    }

    @Override
    public void away(String reason) {
      write(Documents.jsonLine(Map.of("unreachable", reason)));
    }

    private void write(String line) {
      if (!line.equals(last)) {
        err.println(line);
        err.flush();
        last = line;
      }
    }

    @Override
    public void close() {}
  }
}
