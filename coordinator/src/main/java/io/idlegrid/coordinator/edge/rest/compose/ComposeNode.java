package io.idlegrid.coordinator.edge.rest.compose;

import io.idlegrid.coordinator.flow.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a Compose file and where it stands. Every way to read it refuses what is something
 * else, with the line.
 *
 * @param path such as {@code services.web.image}
 * @param line where its key stands, or itself where it has none
 */
record ComposeNode(Node node, String path, int line) {

  /** The whole file. */
  static ComposeNode file(Node node) {
    return new ComposeNode(node, "", lineOf(node));
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  RefusedException refused(String code, String detail, String hint) {
    return RefusedException.invalid(
            code,
            path,
            "line %d, %s: %s".formatted(line, path.isEmpty() ? "the file" : path, detail),
            hint)
        .with("line", line)
        .with("place", path);
  }

  private RefusedException isNo(String what, String example) {
    return refused("compose.value", "this is no " + what, "write it like " + example);
  }

  /** Where it stands, in words. */
  String place() {
    return "line %d, %s".formatted(line, path);
  }

  boolean isText() {
    return node instanceof ScalarNode;
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  String text() {
    if (node instanceof ScalarNode scalar && !isNull()) {
      if (scalar.getValue().indexOf('\0') >= 0) {
        throw refused("compose.value", "there is a NUL in it", "leave it out: no program takes it");
      }
      return withDollars(scalar.getValue());
    }
    throw isNo("text", "\"some text\"");
  }

  /** Compose replaces variables of the shell that it runs in; there is none here. */
  private String withDollars(String written) {
    String plain = written.replace("$$", "");
    if (plain.indexOf('$') >= 0) {
      throw refused(
          "compose.variable",
          "variables are not replaced, there is no shell to take them from",
          "write the value out, or $$ for a $ that the service is to see");
    }
    return written.replace("$$", "$");
  }

  boolean flag() {
    String text = text();
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw isNo("truth value", "true or false");
  }

  int number(int least, int most) {
    try {
      int number = Integer.parseInt(text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw isNo("whole number", String.valueOf(Math.max(1, least)));
    }
    throw refused(
        "compose.value",
        "%s is not within %d and %d".formatted(text(), least, most),
        "choose a number in between");
  }

  double decimal(double least, double most) {
    try {
      double number = Double.parseDouble(text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw isNo("number", "0.5");
    }
    throw refused(
        "compose.value",
        "%s is not within %s and %s".formatted(text(), least, most),
        "choose a number in between");
  }

  List<ComposeNode> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw isNo("list", "[a, b]");
    }
    List<ComposeNode> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new ComposeNode(item, path + "[" + items.size() + "]", lineOf(item)));
    }
    return items;
  }

  /** Entries in the order of the file; a key that comes twice is refused. */
  Map<String, ComposeNode> entries() {
    if (!(node instanceof MappingNode mapping)) {
      throw isNo("mapping", "{name: value}");
    }
    Map<String, ComposeNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int at = lineOf(tuple.getKeyNode());
      String key = new ComposeNode(tuple.getKeyNode(), path, at).text();
      String inside = path.isEmpty() ? key : path + "." + key;
      ComposeNode value = new ComposeNode(tuple.getValueNode(), inside, at);
      if (entries.put(key, value) != null) {
        throw value.refused("compose.twice", "the key is there already", "keep one of them");
      }
    }
    return entries;
  }

  Optional<ComposeNode> get(String key) {
    return Optional.ofNullable(entries().get(key));
  }

  /** A list of words, or one text that is split as a shell would without meaning anything by it. */
  List<String> words() {
    if (isNull()) {
      return List.of();
    }
    if (isList()) {
      return list().stream().map(ComposeNode::text).toList();
    }
    return ShellWords.split(this);
  }
}
