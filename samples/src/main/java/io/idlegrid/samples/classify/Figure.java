package io.idlegrid.samples.classify;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a picture may show, about one unit in radius around the origin. */
public enum Figure {
  DISC,
  RING,
  SQUARE,
  TRIANGLE,
  STAR,
  CROSS,
  CRESCENT,
  ARROW;

  /** Class names in the order of the network's scores. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Figure::label).toList();
  }

  /** Its class name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Shape outline() {
    return switch (this) {
      case DISC -> disc(0, 0, 0.9);
      case RING -> without(disc(0, 0, 1), disc(0, 0, 0.55));
      case SQUARE -> new Rectangle2D.Double(-0.8, -0.8, 1.6, 1.6);
      case TRIANGLE -> spikes(3, 1, 0.5);
      case STAR -> spikes(5, 1.1, 0.42);
      case CROSS -> polygon(-.3, -1, .3, -1, .3, -.3, 1, -.3, 1, .3, .3, .3, .3, 1, -.3, 1, -.3, .3,
          -1, .3, -1, -.3, -.3, -.3);
      case CRESCENT -> without(disc(0, 0, 1), disc(0.5, 0, 0.8));
      case ARROW -> polygon(1.1, 0, 0.1, -0.9, 0.1, -0.3, -1, -0.3, -1, 0.3, 0.1, 0.3, 0.1, 0.9);
    };
  }

  private static Area disc(double x, double y, double radius) {
    return new Area(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  private static Area without(Area whole, Area part) {
    whole.subtract(part);
    return whole;
  }

  /** Corners on a circle with one on a smaller circle between each two. */
  private static Shape spikes(int count, double outer, double inner) {
    double[] corners = new double[4 * count];
    for (int i = 0; i < 2 * count; i++) {
      double radius = i % 2 == 0 ? outer : inner;
      corners[2 * i] = radius * Math.cos(Math.PI * i / count);
      corners[2 * i + 1] = radius * Math.sin(Math.PI * i / count);
    }
    return polygon(corners);
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
