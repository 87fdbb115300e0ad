package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.image.OriginView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where an image came from, for people. */
final class OriginText {

  private OriginText() {}

  /** Answers; returns the exit code, which tells whether the last pull failed. */
  static int answer(Consumer<Answer> answer, OriginView view) {
    answer.accept(Answer.one(view, known(view.digest()), paint -> table(view).text(paint)));
    OriginView.Pull pull = view.pull();
    return pull != null && pull.state().equals(OriginView.Pull.FAILED)
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }

  private static Table table(OriginView view) {
    Table table = Table.of("", "");
    table.row("image", view.name());
    table.row("from", view.reference() == null ? "no registry" : view.reference());
    if (view.reference() != null) {
      table.row("digest", known(view.digest()));
      table.row("pulled", String.valueOf(view.pulledAt()));
      table.row("checked", String.valueOf(view.checkedAt()));
      table.row("stale", view.stale() ? "yes: the registry has " + known(view.newest()) : "no");
      table.row("follows", view.follows() ? "yes" : "no");
    }
    if (view.problem() != null) {
      table.row("problem", view.problem());
    }
    OriginView.Pull pull = view.pull();
    if (pull != null) {
      table.row("last pull", pull.problem().isEmpty() ? pull.state() : pull.problem());
    }
    return table;
  }

  private static String known(@Nullable String text) {
    return text == null ? "" : text;
  }
}
