package io.idlegrid.worker.edge.engine.docker.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Messages as lines of text and back. */
public final class Lines {

  private final ObjectMapper mapper = JsonMapper.builder().build();

  public String of(Object message) {
    try {
      return mapper.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("message cannot be written as JSON: " + message, e);
    }
  }

  public Request request(String line) throws IOException {
    return mapper.readValue(line, Request.class);
  }

  public Event event(String line) throws IOException {
    return mapper.readValue(line, Event.class);
  }
}
