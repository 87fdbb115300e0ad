package io.idlegrid.samples.imagefilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeFilterTest {

  @TempDir private Path folder;

  @Test
  void edgesAreWhereTheBrightnessChangesAndNowhereElse() {
    BufferedImage picture = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 6; y++) {
      for (int x = 4; x < 8; x++) {
        picture.setRGB(x, y, Color.WHITE.getRGB());
      }
    }

    BufferedImage edges = EdgeFilter.edges(picture);

    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 8; x++) {
        int expected = x == 3 || x == 4 ? 255 : 0;
        assertEquals(expected, edges.getRaster().getSample(x, y, 0), "at %d, %d".formatted(x, y));
      }
    }
  }

  @Test
  void whatIsPreparedIsAProgramThatRunsByItself() throws Exception {
    Prepare.prepare(folder);
    Path picture = folder.resolve("pictures").resolve("scene-03.png");

    assertEquals(0, run(picture));
    assertEquals(1, run(Files.writeString(folder.resolve("notes.txt"), "no picture")));

    BufferedImage result = ImageIO.read(folder.resolve("scene-03.png").toFile());
    assertTrue(isSame(EdgeFilter.edges(ImageIO.read(picture.toFile())), result));
  }

  private int run(Path picture) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            folder.resolve("program").toString(),
            "io.idlegrid.samples.imagefilter.EdgeFilter",
            picture.toString(),
            folder.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  private static boolean isSame(BufferedImage one, BufferedImage other) {
    if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
      return false;
    }
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        if (one.getRaster().getSample(x, y, 0) != other.getRaster().getSample(x, y, 0)) {
          return false;
        }
      }
    }
    return true;
  }
}
