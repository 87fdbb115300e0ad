package io.idlegrid.cli.command;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.GridException;
import io.idlegrid.client.UnreachableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that talks to a coordinator. Standard output carries its answer and nothing else. */
public abstract class GridCommand implements Callable<Integer>, Debuggable {

  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Mixin protected CommonOptions common;
  @Spec protected CommandSpec spec;

  protected final Surroundings surroundings;
  private @Nullable Settings settings;
  private @Nullable GridApi api;

  protected GridCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Does it. */
  protected abstract int run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    return run();
  }

  @Override
  public final boolean isDebugging() {
    return common.isDebugging();
  }

  protected final boolean isQuiet() {
    return common.isQuiet();
  }

  /** What {@code --token} said. */
  protected final Optional<String> tokenOption() {
    return common.token();
  }

  protected final Settings settings() {
    if (settings == null) {
      settings = Settings.of(common, surroundings);
    }
    return settings;
  }

  protected final GridApi api() {
    if (api == null) {
      api = new GridApi(settings().url(), settings().token().orElse(""), settings().trust());
    }
    return api;
  }

  /** Reads a whole listing, page by page. */
  protected final <P, T> List<T> all(
      String path, Class<P> page, Function<P, List<T>> items, Function<P, @Nullable String> next) {
    return new Pages(api()).all(path, page, items, next);
  }

  /** Writes an answer to standard output in the format that is wanted. */
  protected final void answer(Answer answer) {
    surroundings.out().print(text(answer, false));
    surroundings.out().flush();
  }

  private String text(Answer answer, boolean isRepeated) {
    if (isQuiet()) {
      return answer.ids().isEmpty() ? "" : String.join("\n", answer.ids()) + "\n";
    }
    return switch (settings().output()) {
      case TABLE -> answer.text().apply(surroundings.outPaint());
      case JSON ->
          isRepeated
              ? Documents.jsonLine(answer.document()) + "\n"
              : Documents.json(answer.document()) + "\n";
      case YAML -> (isRepeated ? "---\n" : "") + Documents.yaml(answer.document());
    };
  }

  /** Answers once, or again and again. */
  protected final void answer(WatchOptions watch, Supplier<Answer> source)
      throws InterruptedException {
    if (!watch.isWatching()) {
      answer(source.get());
      return;
    }
    boolean isScreen = surroundings.terminal().isOut() && settings().output() == OutputFormat.TABLE;
    while (!Thread.currentThread().isInterrupted()) {
      String text = text(source.get(), true);
      surroundings.out().print(isScreen ? CLEAR + text : text);
      surroundings.out().flush();
      if (surroundings.out().checkError()) {
        return;
      }
      surroundings.pause().pause(watch.pause());
    }
  }

  /** Does the same for several names; all are tried, the first error decides the exit code. */
  protected final int each(List<String> names, Consumer<String> action) {
    int exitCode = ExitCode.DONE;
    for (String name : names) {
      try {
        action.accept(name);
      } catch (UnreachableException e) {
        throw e;
      } catch (GridException e) {
        ErrorReport report = ErrorReport.of(e);
        report.print(surroundings.err(), errPaint());
        exitCode = exitCode == ExitCode.DONE ? report.exitCode() : exitCode;
      }
    }
    return exitCode;
  }

  /** Says something to the person at the terminal. */
  protected final void say(String text) {
    if (!isQuiet()) {
      surroundings.err().println(text);
      surroundings.err().flush();
    }
  }

  protected final Paint errPaint() {
    return surroundings.errPaint();
  }

  /** A mistake in how the command was called. */
  protected final ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
