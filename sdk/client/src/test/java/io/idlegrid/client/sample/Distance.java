package io.idlegrid.client.sample;

import io.idlegrid.client.GridFunction;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Types that only a declaration tells apart: lists of records, and java.time. */
public final class Distance
    implements GridFunction<List<Distance.Point>, Map<String, Distance.Leg>> {

  public record Point(String name, double x, double y, Instant at) {}

  public record Leg(double length, Instant since) {}

  @Override
  public Map<String, Leg> apply(List<Point> points) {
    Point a = points.get(0);
    Point b = points.get(1);
    return Map.of(
        a.name() + "-" + b.name(), new Leg(Math.hypot(a.x() - b.x(), a.y() - b.y()), a.at()));
  }
}
