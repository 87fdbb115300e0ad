package io.idlegrid.coordinator.edge.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What kind of client a User-Agent header names, in words that people know. */
final class ClientKind {

  private static final int MOST_CHARACTERS = 40;

  /** The first that is named counts: Edge and Opera call themselves Chrome, and Chrome Safari. */
  private static final Map<String, String> BROWSERS =
      ordered(
          "Edg",
          "Edge",
          "OPR/",
          "Opera",
          "Firefox/",
          "Firefox",
          "Chrome/",
          "Chrome",
          "Safari/",
          "Safari");

  private static final Map<String, String> SYSTEMS =
      ordered(
          "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS",
          "macOS", "Linux", "Linux");

  private ClientKind() {}

  static String of(Optional<String> userAgent) {
    if (userAgent.isEmpty()) {
      return "unknown";
    }
    String agent = userAgent.get();
    if (agent.startsWith("Java-http-client") || agent.startsWith("Java/")) {
      return "IdleGrid client";
    }
    Optional<String> browser = first(BROWSERS, agent);
    Optional<String> system = first(SYSTEMS, agent);
    if (browser.isPresent() && system.isPresent()) {
      return browser.get() + " on " + system.get();
    }
    String name = agent.split("[ (]", 2)[0].replaceAll("[^A-Za-z0-9./_-]", "");
    return name.substring(0, Math.min(MOST_CHARACTERS, name.length()));
  }

  private static Optional<String> first(Map<String, String> names, String agent) {
    return names.entrySet().stream()
        .filter(each -> agent.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
