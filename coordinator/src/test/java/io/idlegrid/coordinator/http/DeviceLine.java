package io.idlegrid.coordinator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.coordinator.given.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A device's socket in the hands of a test. */
final class DeviceLine implements AutoCloseable {

  private static final String CLOSED = "closed: ";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  private DeviceLine(Client device) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + device.token())
            .buildAsync(
                URI.create(device.url().replaceFirst("http", "ws") + "/api/v1/devices/link"),
                new Listener())
            .join();
  }

  static DeviceLine open(Client device) {
    return new DeviceLine(device);
  }

  /** Says hello, as a small device does. */
  DeviceLine hello(String... held) {
    socket
        .sendText(
            """
            {"type": "hello", "version": 1, "agent": "test", "encodings": ["json"],
             "capabilities": {"name": "small", "arch": "amd64", "os": "Linux", "cores": 2,
               "memoryBytes": 1073741824, "lendableMemoryBytes": 536870912,
               "lendableDiskBytes": 1073741824, "lendableCpuPercent": 50, "engines": [],
               "labels": {}, "sensors": [], "networkAllowed": false, "warnings": [],
               "imageBytes": 0},
             "held": [%s]}
            """
                .formatted(String.join(", ", held)),
            true)
        .join();
    return this;
  }

  /** Says anything. */
  void say(String json) {
    socket.sendText(json, true).join();
  }

  /** The next message of a type. */
  JsonNode next(String type) {
    for (String message = take(); ; message = take()) {
      if (message.startsWith(CLOSED)) {
        throw new AssertionError(message);
      }
      try {
        JsonNode read = JsonMapper.builder().build().readTree(message);
        if (read.path("type").asText().equals(type)) {
          return read;
        }
      } catch (JsonProcessingException e) {
        throw new AssertionError(message, e);
      }
    }
  }

  /** Why the coordinator ended the connection; waits until it does. */
  String end() {
    String message = take();
    while (!message.startsWith(CLOSED)) {
      message = take();
    }
    return message.substring(CLOSED.length());
  }

  private String take() {
    try {
      String message = heard.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the coordinator says nothing");
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        heard.add(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      heard.add(CLOSED + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.add(CLOSED + error);
    }
  }
}
