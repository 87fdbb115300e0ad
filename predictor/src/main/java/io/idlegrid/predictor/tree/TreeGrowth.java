package io.idlegrid.predictor.tree;

/** Grows one tree after another on the same bins, in the same memory. */
final class TreeGrowth {
  private static final double LEAST_GAIN = 1e-9;

  private final Bins bins;
  private final int rising;
  private final int leaves;
  private final int leafRows;
  private final double penalty;
  private final int width;
  private final double[][] histograms;
  private final float[] orderedSlopes;
  private final float[] orderedCurves;
  private int[] rows = new int[0];
  private int[] spare = new int[0];
  private int[] features = new int[0];

  private final int[] feature;
  private final int[] bin;
  private final int[] left;
  private final double[] value;
  private int nodes;

  /** A leaf that may be split, with the best split that was found. */
  private static final class Leaf {
    private int node;
    private int from;
    private int to;
    private int histogram;
    private double slope;
    private double curve;
    private double low = Double.NEGATIVE_INFINITY;
    private double high = Double.POSITIVE_INFINITY;
    private double gain;
    private int feature;
    private int bin;
    private double leftSlope;
    private double leftCurve;
  }

  TreeGrowth(Bins bins, int rising, int leaves, int leafRows, double penalty) {
    this.bins = bins;
    this.rising = rising;
    this.leaves = leaves;
    this.leafRows = leafRows;
    this.penalty = penalty;
    int widest = 0;
    for (int f = 0; f < bins.features(); f++) {
      widest = Math.max(widest, bins.count(f));
    }
    width = widest;
    histograms = new double[leaves + 1][bins.features() * width * 2];
    int size = bins.column(0).length;
    orderedSlopes = new float[size];
    orderedCurves = new float[size];
    feature = new int[2 * leaves];
    bin = new int[2 * leaves];
    left = new int[2 * leaves];
    value = new double[2 * leaves];
  }

  /** Grows a tree on the drawn rows, which are reordered, by the drawn features. */
  void grow(int[] drawn, int[] drawnFeatures, float[] slopes, float[] curves) {
    rows = drawn;
    features = drawnFeatures;
    spare = new int[drawn.length];
    nodes = 1;
    Leaf[] open = new Leaf[leaves];
    open[0] = root(slopes, curves);
    int count = 1;
    while (count < leaves) {
      Leaf best = open[0];
      for (int i = 1; i < count; i++) {
        best = open[i].gain > best.gain ? open[i] : best;
      }
      if (best.gain <= LEAST_GAIN) {
        break;
      }
      open[count] = split(best, count, slopes, curves);
      count++;
    }
    for (int i = 0; i < count; i++) {
      left[open[i].node] = -1;
      value[open[i].node] = bounded(open[i], open[i].slope, open[i].curve);
    }
  }

  private Leaf root(float[] slopes, float[] curves) {
    var root = new Leaf();
    root.to = rows.length;
    for (int row : rows) {
      root.slope += slopes[row];
      root.curve += curves[row];
    }
    fill(root, slopes, curves);
    search(root);
    return root;
  }

  /** Turns a leaf into its left child and returns the right one. */
  private Leaf split(Leaf leaf, int free, float[] slopes, float[] curves) {
    int middle = partition(leaf);
    var right = new Leaf();
    right.slope = leaf.slope - leaf.leftSlope;
    right.curve = leaf.curve - leaf.leftCurve;
    right.low = leaf.low;
    right.high = leaf.high;
    narrow(leaf, right);
    feature[leaf.node] = leaf.feature;
    bin[leaf.node] = leaf.bin;
    left[leaf.node] = nodes;
    right.node = nodes + 1;
    leaf.node = nodes;
    nodes += 2;
    right.from = middle;
    right.to = leaf.to;
    leaf.to = middle;
    leaf.slope = leaf.leftSlope;
    leaf.curve = leaf.leftCurve;
    shareHistogram(leaf, right, free, slopes, curves);
    search(leaf);
    search(right);
    return right;
  }

  /** Neither child of a rising feature may later pass the middle between them. */
  private void narrow(Leaf leaf, Leaf right) {
    if (leaf.feature < rising) {
      double one = bounded(leaf, leaf.leftSlope, leaf.leftCurve);
      double two = bounded(leaf, right.slope, right.curve);
      right.low = (one + two) / 2;
      leaf.high = (one + two) / 2;
    }
  }

  /** The smaller child counts its rows; the larger has what is left of its parent's. */
  private void shareHistogram(Leaf leaf, Leaf right, int free, float[] slopes, float[] curves) {
    boolean rightIsSmaller = right.to - right.from < leaf.to - leaf.from;
    Leaf smaller = rightIsSmaller ? right : leaf;
    Leaf larger = rightIsSmaller ? leaf : right;
    int parent = leaf.histogram;
    smaller.histogram = free;
    larger.histogram = parent;
    fill(smaller, slopes, curves);
    double[] whole = histograms[parent];
    double[] part = histograms[free];
    for (int i = 0; i < whole.length; i++) {
      whole[i] -= part[i];
    }
  }

  private int partition(Leaf leaf) {
    byte[] column = bins.column(leaf.feature);
    int lower = leaf.from;
    int upper = 0;
    for (int i = leaf.from; i < leaf.to; i++) {
      int row = rows[i];
      if ((column[row] & 0xff) <= leaf.bin) {
        rows[lower++] = row;
      } else {
        spare[upper++] = row;
      }
    }
    System.arraycopy(spare, 0, rows, lower, upper);
    return lower;
  }

  private void fill(Leaf leaf, float[] slopes, float[] curves) {
    double[] histogram = histograms[leaf.histogram];
    java.util.Arrays.fill(histogram, 0);
    int size = leaf.to - leaf.from;
    for (int i = 0; i < size; i++) {
      int row = rows[leaf.from + i];
      orderedSlopes[i] = slopes[row];
      orderedCurves[i] = curves[row];
    }
    for (int f : features) {
      fillFeature(histogram, 2 * f * width, bins.column(f), leaf.from, size);
    }
  }

  private void fillFeature(double[] histogram, int start, byte[] column, int from, int size) {
    for (int i = 0; i < size; i++) {
      int at = start + 2 * (column[rows[from + i]] & 0xff);
      histogram[at] += orderedSlopes[i];
      histogram[at + 1] += orderedCurves[i];
    }
  }

  private void search(Leaf leaf) {
    leaf.gain = 0;
    int size = leaf.to - leaf.from;
    if (size < 2 * leafRows) {
      return;
    }
    double whole = worth(bounded(leaf, leaf.slope, leaf.curve), leaf.slope, leaf.curve + penalty);
    double least = leafRows * leaf.curve / size;
    for (int f : features) {
      searchFeature(leaf, f, whole, least);
    }
  }

  private void searchFeature(Leaf leaf, int f, double whole, double least) {
    double[] histogram = histograms[leaf.histogram];
    int at = 2 * f * width;
    double slope = 0;
    double curve = 0;
    int last = bins.count(f) - 1;
    for (int b = 0; b < last; b++, at += 2) {
      slope += histogram[at];
      curve += histogram[at + 1];
      if (curve < least) {
        continue;
      }
      double rightCurve = leaf.curve - curve;
      if (rightCurve < least) {
        return;
      }
      double rightSlope = leaf.slope - slope;
      double one = clamp(leaf, -slope / (curve + penalty));
      double two = clamp(leaf, -rightSlope / (rightCurve + penalty));
      if (f < rising && one > two) {
        continue;
      }
      double gain =
          worth(one, slope, curve + penalty) + worth(two, rightSlope, rightCurve + penalty) - whole;
      if (gain > leaf.gain) {
        leaf.gain = gain;
        leaf.feature = f;
        leaf.bin = b;
        leaf.leftSlope = slope;
        leaf.leftCurve = curve;
      }
    }
  }

  /** How far a value lowers the loss, to second order. */
  private static double worth(double value, double slope, double curve) {
    return -(slope * value + .5 * curve * value * value);
  }

  private double bounded(Leaf leaf, double slope, double curve) {
    return clamp(leaf, -slope / (curve + penalty + 1e-12));
  }

  private static double clamp(Leaf leaf, double value) {
    return Math.max(leaf.low, Math.min(leaf.high, value));
  }

  /** Adds the tree's outputs to the scores of all rows, drawn or not. */
  void addTo(double[] scores, double shrinkage) {
    for (int row = 0; row < scores.length; row++) {
      int node = 0;
      while (left[node] >= 0) {
        int above = (bins.column(feature[node])[row] & 0xff) > bin[node] ? 1 : 0;
        node = left[node] + above;
      }
      scores[row] += shrinkage * value[node];
    }
  }

  void write(TreeEnsemble.Builder builder, double shrinkage) {
    builder.startTree();
    write(0, builder, shrinkage);
  }

  private void write(int node, TreeEnsemble.Builder builder, double shrinkage) {
    if (left[node] < 0) {
      builder.leaf(shrinkage * value[node]);
      return;
    }
    int place = builder.split(feature[node], bins.edge(feature[node], bin[node]));
    write(left[node], builder, shrinkage);
    builder.otherwise(place);
    write(left[node] + 1, builder, shrinkage);
  }
}
