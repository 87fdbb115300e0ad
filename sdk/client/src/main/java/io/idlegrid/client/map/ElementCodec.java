package io.idlegrid.client.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.client.GridFunction;
import java.io.IOException;

/**
 * How elements and results are written, one per line: an element as its JSON, a result as {@code
 * [index, JSON]}. The types are those that the function's class declares. The same on both sides;
 * Jackson modules on the class path (java.time, Kotlin, …) take part.
 */
public final class ElementCodec {

  private final ObjectMapper json;
  private final JavaType element;
  private final JavaType result;

  private ElementCodec(ObjectMapper json, JavaType element, JavaType result) {
    this.json = json;
    this.element = element;
    this.result = result;
  }

  /**
   * The codec of a function's class.
   *
   * @throws IllegalArgumentException when the class does not say what it takes and gives
   */
  public static ElementCodec of(Class<?> function) {
    ObjectMapper json =
        JsonMapper.builder()
            .addModules(MapperBuilder.findModules(function.getClassLoader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    JavaType[] types =
        json.getTypeFactory().findTypeParameters(json.constructType(function), GridFunction.class);
    if (types.length != 2) {
      throw new IllegalArgumentException(
          function.getName() + " does not say what it takes and gives");
    }
    return new ElementCodec(json, types[0], types[1]);
  }

  /** An element as a line, without its end. */
  public String writeElement(Object value) throws JsonProcessingException {
    return json.writerFor(element).writeValueAsString(value);
  }

  /** The element of a line. */
  public Object readElement(String line) throws JsonProcessingException {
    return json.readerFor(element).readValue(line);
  }

  /** A result as a line, without its end. */
  public String writeResult(long index, Object value) throws JsonProcessingException {
    return "[" + index + "," + json.writerFor(result).writeValueAsString(value) + "]";
  }

  /** The result of a line that must be of one element. */
  public Object readResult(String line, long index) throws IOException {
    JsonNode pair = json.readTree(line);
    if (pair.path(0).asLong(-1) != index || pair.size() != 2) {
      throw new IllegalArgumentException(
          "the result of element %d is missing; in its place is %s".formatted(index, pair.path(0)));
    }
    return json.readerFor(result).readValue(pair.path(1));
  }

  /** What the function takes, for messages. */
  public String elementType() {
    return element.toCanonical();
  }

  /** What the function gives, for messages. */
  public String resultType() {
    return result.toCanonical();
  }
}
