package io.idlegrid.predictor.tree;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Boosted trees laid out flat for evaluation: nodes in preorder, so that a left child follows its
 * parent, each packed into one number, so that a step costs one read: threshold or output as float
 * bits in the upper half, below them the right child's place, and in the last byte the feature.
 * Immutable.
 */
public final class TreeEnsemble {
  private static final int LEAF = 0xff;
  private static final int MOST_NODES = 1 << 22;

  private final double base;
  private final int features;
  private final int[] roots;
  private final long[] nodes;

  private TreeEnsemble(double base, int features, int[] roots, long[] nodes) {
    this.base = base;
    this.features = features;
    this.roots = roots;
    this.nodes = nodes;
    if (features >= LEAF || nodes.length > MOST_NODES) {
      throw new IllegalArgumentException(features + " features, " + nodes.length + " nodes");
    }
    check();
  }

  /** Every path must go forward to a leaf of the same array, or evaluation might not end. */
  private void check() {
    for (int i = 0; i < nodes.length; i++) {
      boolean leaf = feature(nodes[i]) == LEAF;
      boolean inside = feature(nodes[i]) < features;
      boolean forward =
          i + 1 < nodes.length && right(nodes[i]) > i && right(nodes[i]) < nodes.length;
      if (!leaf && !(inside && forward)) {
        throw new IllegalArgumentException("node " + i + " leads nowhere");
      }
    }
    for (int root : roots) {
      if (root < 0 || root >= nodes.length) {
        throw new IllegalArgumentException("no tree at " + root);
      }
    }
  }

  private static long node(int feature, float value, int right) {
    return (long) Float.floatToRawIntBits(value) << 32 | (long) right << 8 | feature;
  }

  private static int feature(long node) {
    return (int) node & 0xff;
  }

  private static float value(long node) {
    return Float.intBitsToFloat((int) (node >>> 32));
  }

  private static int right(long node) {
    return (int) node >>> 8;
  }

  /** An ensemble without trees, for rows that are all alike. */
  public static TreeEnsemble constant(double score, int features) {
    return new TreeEnsemble(score, features, new int[0], new long[0]);
  }

  /** One ensemble whose score is the mean of the others' scores. */
  public static TreeEnsemble mean(List<TreeEnsemble> ensembles) {
    double base = 0;
    int[] roots = new int[ensembles.stream().mapToInt(e -> e.roots.length).sum()];
    long[] nodes = new long[ensembles.stream().mapToInt(e -> e.nodes.length).sum()];
    int root = 0;
    int start = 0;
    for (TreeEnsemble each : ensembles) {
      base += each.base / ensembles.size();
      for (int own : each.roots) {
        roots[root++] = start + own;
      }
      for (int i = 0; i < each.nodes.length; i++) {
        long node = each.nodes[i];
        nodes[start + i] =
            feature(node) == LEAF
                ? node(LEAF, value(node) / ensembles.size(), 0)
                : node(feature(node), value(node), start + right(node));
      }
      start += each.nodes.length;
    }
    return new TreeEnsemble(base, ensembles.get(0).features, roots, nodes);
  }

  /**
   * @param row as many numbers as the trees were fitted on
   * @return log odds, or the expected target of a regression
   */
  public double score(float[] row) {
    double sum = base;
    for (int root : roots) {
      sum += value(nodes[leaf(root, row, 0)]);
    }
    return sum;
  }

  /**
   * Scores many rows tree by tree; each score is the same as alone.
   *
   * @param rows one after the other
   * @param count how many rows
   * @param scores filled with one number for each
   */
  public void score(float[] rows, int count, double[] scores) {
    Arrays.fill(scores, 0, count, base);
    for (int root : roots) {
      for (int i = 0; i < count; i++) {
        scores[i] += value(nodes[leaf(root, rows, i * features)]);
      }
    }
  }

  /** Place of the leaf that a row comes to which begins at {@code from}. */
  private int leaf(int root, float[] rows, int from) {
    int at = root;
    long node = nodes[at];
    int feature = feature(node);
    while (feature != LEAF) {
      at = rows[from + feature] <= value(node) ? at + 1 : right(node);
      node = nodes[at];
      feature = feature(node);
    }
    return at;
  }

  /** Place of the leaf that a row comes to in one tree. */
  int leaf(int tree, float[] row) {
    return leaf(roots[tree], row, 0);
  }

  int root(int tree) {
    return roots[tree];
  }

  /** Nodes of all trees. */
  int size() {
    return nodes.length;
  }

  boolean isLeaf(int place) {
    return feature(nodes[place]) == LEAF;
  }

  int feature(int place) {
    return feature(nodes[place]);
  }

  int right(int place) {
    return right(nodes[place]);
  }

  /**
   * The same splits with other outputs.
   *
   * @param outputs by place; only those of leaves count
   */
  TreeEnsemble with(double otherBase, float[] outputs) {
    long[] changed = nodes.clone();
    for (int i = 0; i < changed.length; i++) {
      if (feature(changed[i]) == LEAF) {
        changed[i] = node(LEAF, outputs[i], 0);
      }
    }
    return new TreeEnsemble(otherBase, features, roots, changed);
  }

  public int trees() {
    return roots.length;
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeDouble(base);
    out.writeInt(features);
    out.writeInt(roots.length);
    out.writeInt(nodes.length);
    for (int root : roots) {
      out.writeInt(root);
    }
    for (long node : nodes) {
      out.writeLong(node);
    }
  }

  /**
   * @throws IllegalArgumentException when the nodes do not form trees
   */
  public static TreeEnsemble read(DataInputStream in) throws IOException {
    double base = in.readDouble();
    int features = in.readInt();
    int trees = in.readInt();
    int count = in.readInt();
    if (trees < 0 || count < trees || count > MOST_NODES) {
      throw new IllegalArgumentException(trees + " trees of " + count + " nodes");
    }
    int[] roots = new int[trees];
    for (int i = 0; i < trees; i++) {
      roots[i] = in.readInt();
    }
    long[] nodes = new long[count];
    for (int i = 0; i < count; i++) {
      nodes[i] = in.readLong();
    }
    return new TreeEnsemble(base, features, roots, nodes);
  }

  /** Collects nodes in preorder. */
  static final class Builder {
    private final double base;
    private final int features;
    private int[] roots = new int[16];
    private int trees;
    private long[] nodes = new long[256];
    private int count;

    Builder(double base, int features) {
      this.base = base;
      this.features = features;
    }

    void startTree() {
      if (trees == roots.length) {
        roots = Arrays.copyOf(roots, 2 * trees);
      }
      roots[trees++] = count;
    }

    void leaf(double output) {
      add(node(LEAF, (float) output, 0));
    }

    /** Rows at or under the threshold go to the next node; returns the place to close. */
    int split(int byFeature, double threshold) {
      return add(node(byFeature, roundedDown(threshold), 0));
    }

    /** The next node is the right child of {@code split}. */
    void otherwise(int split) {
      nodes[split] = node(feature(nodes[split]), value(nodes[split]), count);
    }

    private int add(long node) {
      if (count == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * count);
      }
      nodes[count] = node;
      return count++;
    }

    TreeEnsemble build() {
      return new TreeEnsemble(
          base, features, Arrays.copyOf(roots, trees), Arrays.copyOf(nodes, count));
    }

    /** Rows hold floats, so the largest float under a threshold splits them exactly alike. */
    private static float roundedDown(double threshold) {
      float rounded = (float) threshold;
      return rounded > threshold ? Math.nextDown(rounded) : rounded;
    }
  }
}
