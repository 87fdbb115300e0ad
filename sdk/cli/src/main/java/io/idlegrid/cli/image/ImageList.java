package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.image.ImageView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "ls", aliases = "list", description = "Lists your images by name.")
final class ImageList extends GridCommand {

  ImageList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    List<ImageView> images =
        all(ImageCommand.PATH, ImageView.Page.class, ImageView.Page::items, ImageView.Page::next);
    answer(
        Answer.many(
            images,
            ImageView::name,
            paint ->
                images.isEmpty()
                    ? "No images. Make one: docker save IMAGE > FILE, then idlegrid image push NAME"
                        + " FILE\n"
                    : table(images, surroundings.clock().instant()).text(paint)));
    return ExitCode.DONE;
  }

  /** One row for each architecture. */
  static Table table(List<ImageView> images, Instant now) {
    Table table = Table.of("name", "arch", ">layers", ">size", "taken in", "from", "id");
    for (ImageView image : images) {
      for (ImageView.Variant variant : image.images()) {
        table.row(
            image.name(),
            variant.arch(),
            String.valueOf(variant.layers()),
            Quantities.bytes(variant.bytes()),
            Quantities.ago(image.at(), now),
            from(image),
            variant.id());
      }
    }
    return table;
  }

  /** Its registry, and whether that has another one by now. */
  private static String from(ImageView image) {
    String from = image.from();
    if (from == null) {
      return "";
    }
    return Boolean.TRUE.equals(image.stale()) ? from + " (stale)" : from;
  }
}
