package io.idlegrid.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {

  @TempDir private Path folder;

  /** The first is (0 · 0.75 + 36 · 0.75 + 73 · 0.25) / 1.75. */
  @Test
  void shrinkingTakesEveryPixelIntoAccount() {
    float[] row = {0, 36, 73, 109, 146, 182, 219, 255};

    float[] scaled = Scaling.scale(row, 8, 1, 4, 1);

    assertArrayEquals(new float[] {25.857f, 91.0f, 164.0f, 229.143f}, scaled, 0.01f);
  }

  @Test
  void enlargingIsBilinear() {
    float[] scaled = Scaling.scale(new float[] {0, 100}, 2, 1, 4, 1);

    assertArrayEquals(new float[] {0, 25, 75, 100}, scaled, 0.001f);
  }

  @Test
  void theSameSizeStaysTheSame() {
    float[] plane = {1, 2, 3, 4, 5, 6};

    assertArrayEquals(plane, Scaling.scale(plane, 3, 2, 3, 2), 0);
  }

  @Test
  void greyPicturesAreNotBrightened() throws Exception {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, 51 * (i + 1));
    }
    ImageIO.write(image, "png", folder.resolve("grey.png").toFile());

    Picture picture = Picture.read(folder.resolve("grey.png"), 2, 2);

    assertEquals(0.2f, picture.grey(0), 1e-6f);
    assertEquals(0.8f, picture.value(2, 3), 1e-6f);
  }

  @Test
  void transparentPartsAreWhite() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);

    assertEquals(1f, Picture.of(image).value(1, 0), 1e-6f);
  }

  @Test
  void onlyPicturesMuchLargerThanNeededAreThinnedOut() {
    assertEquals(1, Picture.step(1_600, 1_200, 224, 224));
    assertEquals(3, Picture.step(4_000, 3_000, 224, 224));
    assertEquals(1, Picture.step(4_000, 3_000, 1_000, 1_000));
  }
}
