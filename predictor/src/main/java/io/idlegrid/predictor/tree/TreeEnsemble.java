package io.idlegrid.predictor.tree;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Boosted trees laid out flat for evaluation: nodes in preorder, so that a left child follows its
 * parent. Immutable.
 */
public final class TreeEnsemble {
  private static final int LEAF = -1;
  private static final int MOST_NODES = 1 << 20;

  private final double base;
  private final int features;
  private final int[] roots;
  private final short[] feature;
  private final float[] value;
  private final int[] right;

  private TreeEnsemble(
      double base, int features, int[] roots, short[] feature, float[] value, int[] right) {
    this.base = base;
    this.features = features;
    this.roots = roots;
    this.feature = feature;
    this.value = value;
    this.right = right;
  }

  private TreeEnsemble checked() {
    check();
    return this;
  }

  /** Every path must go forward to a leaf of the same array, or evaluation might not end. */
  private void check() {
    for (int i = 0; i < feature.length; i++) {
      boolean leaf = feature[i] == LEAF;
      boolean inside = feature[i] >= 0 && feature[i] < features;
      boolean forward = i + 1 < feature.length && right[i] > i && right[i] < feature.length;
      if (!leaf && !(inside && forward)) {
        throw new IllegalArgumentException("node " + i + " leads nowhere");
      }
    }
    for (int root : roots) {
      if (root < 0 || root >= feature.length) {
        throw new IllegalArgumentException("no tree at " + root);
      }
    }
  }

  /** An ensemble without trees, for rows that are all alike. */
  public static TreeEnsemble constant(double logOdds, int features) {
    return new TreeEnsemble(logOdds, features, new int[0], new short[0], new float[0], new int[0]);
  }

  /** One ensemble whose score is the mean of the others' scores. */
  public static TreeEnsemble mean(List<TreeEnsemble> ensembles) {
    double base = 0;
    int trees = 0;
    int nodes = 0;
    for (TreeEnsemble each : ensembles) {
      base += each.base / ensembles.size();
      trees += each.roots.length;
      nodes += each.feature.length;
    }
    int features = ensembles.get(0).features;
    var joined =
        new TreeEnsemble(
            base, features, new int[trees], new short[nodes], new float[nodes], new int[nodes]);
    int root = 0;
    int node = 0;
    for (TreeEnsemble each : ensembles) {
      for (int i = 0; i < each.roots.length; i++) {
        joined.roots[root++] = each.roots[i] + node;
      }
      for (int i = 0; i < each.feature.length; i++) {
        boolean leaf = each.feature[i] == LEAF;
        joined.feature[node + i] = each.feature[i];
        joined.value[node + i] = leaf ? each.value[i] / ensembles.size() : each.value[i];
        joined.right[node + i] = leaf ? 0 : each.right[i] + node;
      }
      node += each.feature.length;
    }
    return joined.checked();
  }

  /**
   * @param row as many numbers as the trees were fitted on
   * @return log odds
   */
  public double score(float[] row) {
    double sum = base;
    for (int root : roots) {
      int node = root;
      int split = feature[node];
      while (split != LEAF) {
        node = row[split] <= value[node] ? node + 1 : right[node];
        split = feature[node];
      }
      sum += value[node];
    }
    return sum;
  }

  public int trees() {
    return roots.length;
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeDouble(base);
    out.writeInt(features);
    out.writeInt(roots.length);
    out.writeInt(feature.length);
    for (int root : roots) {
      out.writeInt(root);
    }
    for (int i = 0; i < feature.length; i++) {
      out.writeShort(feature[i]);
      out.writeFloat(value[i]);
      out.writeInt(right[i]);
    }
  }

  /**
   * @throws IllegalArgumentException when the nodes do not form trees
   */
  public static TreeEnsemble read(DataInputStream in) throws IOException {
    double base = in.readDouble();
    int features = in.readInt();
    int trees = in.readInt();
    int nodes = in.readInt();
    if (trees < 0 || nodes < trees || nodes > MOST_NODES) {
      throw new IllegalArgumentException(trees + " trees of " + nodes + " nodes");
    }
    int[] roots = new int[trees];
    for (int i = 0; i < trees; i++) {
      roots[i] = in.readInt();
    }
    short[] feature = new short[nodes];
    float[] value = new float[nodes];
    int[] right = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      feature[i] = in.readShort();
      value[i] = in.readFloat();
      right[i] = in.readInt();
    }
    return new TreeEnsemble(base, features, roots, feature, value, right).checked();
  }

  /** Collects nodes in preorder. */
  static final class Builder {
    private final double base;
    private final int features;
    private int[] roots = new int[16];
    private int trees;
    private short[] feature = new short[256];
    private float[] value = new float[256];
    private int[] right = new int[256];
    private int nodes;

    Builder(double base, int features) {
      this.base = base;
      this.features = features;
    }

    void startTree() {
      if (trees == roots.length) {
        roots = Arrays.copyOf(roots, 2 * trees);
      }
      roots[trees++] = nodes;
    }

    void leaf(double output) {
      node(LEAF, (float) output);
    }

    /** Rows at or under the threshold go to the next node; returns the place to close. */
    int split(int byFeature, double threshold) {
      return node(byFeature, roundedDown(threshold));
    }

    /** The next node is the right child of {@code split}. */
    void otherwise(int split) {
      right[split] = nodes;
    }

    private int node(int byFeature, float number) {
      if (nodes == feature.length) {
        feature = Arrays.copyOf(feature, 2 * nodes);
        value = Arrays.copyOf(value, 2 * nodes);
        right = Arrays.copyOf(right, 2 * nodes);
      }
      feature[nodes] = (short) byFeature;
      value[nodes] = number;
      return nodes++;
    }

    TreeEnsemble build() {
      return new TreeEnsemble(
              base,
              features,
              Arrays.copyOf(roots, trees),
              Arrays.copyOf(feature, nodes),
              Arrays.copyOf(value, nodes),
              Arrays.copyOf(right, nodes))
          .checked();
    }

    /** Rows hold floats, so the largest float under a threshold splits them exactly alike. */
    private static float roundedDown(double threshold) {
      float rounded = (float) threshold;
      return rounded > threshold ? Math.nextDown(rounded) : rounded;
    }
  }
}
