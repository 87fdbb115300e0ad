package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what the server refuses before any route sees it, in the form of all other refusals. */
final class PlainErrors extends ErrorHandler {

  private final ObjectMapper json;

  PlainErrors(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<String> why =
        Optional.ofNullable(request.getAttribute(ERROR_MESSAGE)).map(String::valueOf);
    ByteBuffer body = body(response.getStatus(), why, response.getHeaders());
    response.write(true, body, callback);
    return true;
  }

  private ByteBuffer body(int status, Optional<String> why, HttpFields.Mutable headers) {
    SecurityHeaders.all().forEach(headers::put);
    headers.put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    Problem problem =
        Problems.problem(
            status,
            "request",
            why.orElseGet(() -> HttpStatus.getMessage(status)),
            "see /openapi.json for what is expected",
            false);
    try {
      return ByteBuffer.wrap(json.writeValueAsBytes(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem document cannot be written", e);
    }
  }
}
