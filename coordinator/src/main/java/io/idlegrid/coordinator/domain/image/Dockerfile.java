package io.idlegrid.coordinator.domain.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile as far as a build has to know it: which images it begins with, and that nothing in
 * it has the engine fetch anything. What an engine is given is written anew, one instruction per
 * line, so that engine and check cannot read it differently.
 */
public final class Dockerfile {

  private static final Pattern ARGUMENTS = Pattern.compile("(\\S+)(?:\\s+[Aa][Ss]\\s+(\\S+))?");
  private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9-_.]{0,99}");
  private static final Pattern FLAG =
      Pattern.compile("\\s*--([A-Za-z]+)(?:=([\\w.:@/-]*))?(?=\\s|$)");

  /** Nothing that could become an address, as it is or after variables were put in. */
  private static final Pattern PLAIN_SOURCES = Pattern.compile("[\\[\\]\",\\w./*?+\\- \\t]+");

  private static final Pattern HOSTED = Pattern.compile("(?i)(^|[\\s\"\\[,])github\\.com/");

  /**
   * Wherever it stands: engines find one behind a number and in what a shell takes for a comment,
   * and what they swallow as its text would be instructions to us.
   */
  private static final Pattern HERE_DOCUMENT = Pattern.compile("(?<!<)<<(?!<)");

  private static final Set<String> SERVED =
      Set.of(
          "FROM",
          "RUN",
          "CMD",
          "LABEL",
          "MAINTAINER",
          "EXPOSE",
          "ENV",
          "ADD",
          "COPY",
          "ENTRYPOINT",
          "VOLUME",
          "USER",
          "WORKDIR",
          "ARG",
          "STOPSIGNAL",
          "HEALTHCHECK",
          "SHELL");

  private final List<Line> lines;
  private final Map<String, Integer> bases;

  /**
   * An instruction.
   *
   * @param number of the line that it begins in, counted from 1
   * @param image the image that it refers to, which is to be put in place of the zero character in
   *     the rest
   */
  private record Line(int number, String keyword, String rest, Optional<String> image) {

    /** Labels of the file's own could take the place of ours. */
    boolean isLabelledAfter() {
      return keyword.equals("FROM") || keyword.equals("LABEL");
    }

    String text(UnaryOperator<String> tag) {
      return keyword + " " + image.map(name -> rest.replace("\0", tag.apply(name))).orElse(rest);
    }
  }

  private Dockerfile(List<Line> lines, Map<String, Integer> bases) {
    this.lines = List.copyOf(lines);
    this.bases = new LinkedHashMap<>(bases);
  }

  /**
   * Reads one.
   *
   * @throws DockerfileException naming the line that a build here cannot do
   */
  public static Dockerfile read(String text) {
    Reading reading = new Reading();
    for (DockerfileLines.Joined line : DockerfileLines.of(text)) {
      reading.take(line.number(), line.text());
    }
    return reading.end();
  }

  /** Images that it begins with or copies from, as it calls them, and the line of each. */
  public Map<String, Integer> bases() {
    return Map.copyOf(bases);
  }

  /**
   * As an engine is to have it.
   *
   * @param tag what the engine calls an image
   * @param label put on everything that is made, so that it can be found
   */
  public String written(UnaryOperator<String> tag, String label) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.text(tag)).append('\n');
      if (line.isLabelledAfter()) {
        text.append("LABEL ").append(label).append('\n');
      }
    }
    return text.toString();
  }

  /** The line that the engine's n-th step, counted from 1, comes from. */
  public Optional<Integer> lineOfStep(int step) {
    int at = 0;
    for (Line line : lines) {
      at += line.isLabelledAfter() ? 2 : 1;
      if (step <= at) {
        return Optional.of(line.number());
      }
    }
    return Optional.empty();
  }

  /** What was read so far. */
  private static final class Reading {

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> bases = new LinkedHashMap<>();
    private final Map<String, Integer> stages = new HashMap<>();
    private int stageCount;

    void take(int number, String line) {
      String[] words = line.split("\\s+", 2);
      String keyword = words[0].toUpperCase(Locale.ROOT);
      String rest = words.length == 1 ? "" : words[1].strip();
      if (!SERVED.contains(keyword)) {
        throw new DockerfileException(
            number,
            "build.instruction",
            "instruction '%s' is not served".formatted(words[0]),
            keyword.equals("ONBUILD")
                ? "put it into the Dockerfiles that begin with this image"
                : "served are " + String.join(", ", SERVED.stream().sorted().toList()));
      }
      if (rest.isEmpty()) {
        throw new DockerfileException(
            number, "build.syntax", keyword + " says nothing", "say what it is to do");
      }
      if (rest.codePoints().anyMatch(Reading::isUnusualSpace)) {
        throw new DockerfileException(
            number,
            "build.syntax",
            "%s holds a blank that is not an ordinary one".formatted(keyword),
            "write blanks and tabs only");
      }
      if (stageCount == 0 && !keyword.equals("FROM") && !keyword.equals("ARG")) {
        throw new DockerfileException(
            number,
            "build.syntax",
            keyword + " comes before FROM",
            "begin with FROM scratch, or FROM an image of idlegrid image ls");
      }
      lines.add(
          switch (keyword) {
            case "FROM" -> from(number, rest);
            case "COPY", "ADD" -> copy(number, keyword, rest);
            case "RUN" -> run(number, rest);
            default -> new Line(number, keyword, rest, Optional.empty());
          });
    }

    /** Engines part words there as well, and we do not. */
    private static boolean isUnusualSpace(int character) {
      return character > 0x7e
          && (Character.isSpaceChar(character)
              || Character.isWhitespace(character)
              || Character.isISOControl(character));
    }

    private Line from(int number, String rest) {
      Matcher form = ARGUMENTS.matcher(rest);
      if (!form.matches() || rest.startsWith("--")) {
        throw new DockerfileException(
            number,
            "build.from",
            "'FROM %s' is not served".formatted(rest),
            "write FROM IMAGE or FROM IMAGE AS STAGE; images are of this device's architecture");
      }
      String image = form.group(1);
      Optional<String> stage =
          Optional.ofNullable(form.group(2)).map(name -> name.toLowerCase(Locale.ROOT));
      if (stage.isPresent() && !STAGE.matcher(stage.get()).matches()) {
        throw new DockerfileException(
            number,
            "build.from",
            "'%s' cannot name a stage".formatted(stage.get()),
            "a name begins with a letter; letters, digits, dash, dot and underscore may follow");
      }
      String as = stage.map(name -> " AS " + name).orElse("");
      boolean isKnown =
          image.equals("scratch") || stages.containsKey(image.toLowerCase(Locale.ROOT));
      Line line =
          isKnown
              ? new Line(number, "FROM", image + as, Optional.empty())
              : new Line(number, "FROM", "\0" + as, Optional.of(base(number, image)));
      int index = stageCount++;
      stage.ifPresent(name -> stages.put(name, index));
      return line;
    }

    private String base(int number, String image) {
      if (ImageName.read(image).isEmpty()) {
        throw new DockerfileException(
            number,
            "build.base",
            "'%s' is no image of this grid".formatted(image),
            "only images of yours can be built on: idlegrid image ls. Name them plainly, without"
                + " registry and variables");
      }
      bases.putIfAbsent(image, number);
      return image;
    }

    private Line copy(int number, String keyword, String rest) {
      Optional<String> image = Optional.empty();
      StringBuilder flags = new StringBuilder();
      Matcher flag = FLAG.matcher(rest);
      int at = 0;
      while (flag.find(at) && flag.start() == at) {
        String name = flag.group(1);
        String value = Optional.ofNullable(flag.group(2)).orElse("");
        if (name.equals("from") && keyword.equals("COPY")) {
          Optional<Integer> stage = stage(value);
          image = stage.isPresent() ? image : Optional.of(base(number, value));
          // By its number, which is a stage or an error to an engine, but never an image.
          flags.append("--from=").append(stage.map(String::valueOf).orElse("\0")).append(' ');
        } else if (name.equals("chown")) {
          flags.append("--chown=").append(value).append(' ');
        } else {
          throw new DockerfileException(
              number,
              "build.instruction",
              "%s --%s is not served".formatted(keyword, name),
              "served are --chown, and --from of COPY");
        }
        at = flag.end();
      }
      String sources = rest.substring(at).strip();
      if (sources.startsWith("--")) {
        throw new DockerfileException(
            number,
            "build.instruction",
            "%s with '%s' is not served".formatted(keyword, sources.split("\\s", 2)[0]),
            "served are --chown, and --from of COPY");
      }
      if (keyword.equals("ADD")) {
        requireFiles(number, sources);
      }
      requireNoHereDocument(number, keyword, sources);
      return new Line(number, keyword, flags + sources, image);
    }

    private Optional<Integer> stage(String name) {
      Optional<Integer> named = Optional.ofNullable(stages.get(name.toLowerCase(Locale.ROOT)));
      return named.isEmpty() && name.matches("\\d{1,4}") && Integer.parseInt(name) < stageCount
          ? Optional.of(Integer.valueOf(name))
          : named;
    }

    private static void requireFiles(int number, String sources) {
      if (!PLAIN_SOURCES.matcher(sources).matches() || HOSTED.matcher(sources).find()) {
        throw new DockerfileException(
            number,
            "build.add",
            "ADD takes files of the context only, named plainly: '%s'".formatted(sources),
            "put what you need into the folder; COPY takes variables and all names");
      }
    }

    private Line run(int number, String rest) {
      if (rest.startsWith("--")) {
        throw new DockerfileException(
            number,
            "build.instruction",
            "RUN with '%s' is not served".formatted(rest.split("\\s", 2)[0]),
            "write RUN COMMAND; what it needs comes by COPY");
      }
      requireNoHereDocument(number, "RUN", rest);
      return new Line(number, "RUN", rest, Optional.empty());
    }

    private static void requireNoHereDocument(int number, String keyword, String rest) {
      if (HERE_DOCUMENT.matcher(rest).find()) {
        throw new DockerfileException(
            number,
            "build.instruction",
            "here-documents of %s are not served".formatted(keyword),
            "put the text into a file of the folder and COPY it");
      }
    }

    Dockerfile end() {
      if (stageCount == 0) {
        throw new DockerfileException(
            1,
            "build.syntax",
            "the Dockerfile has no FROM",
            "begin with FROM scratch, or FROM an image of idlegrid image ls");
      }
      return new Dockerfile(lines, bases);
    }
  }
}
