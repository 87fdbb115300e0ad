package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Someone who submits, lends or operates. */
public record AccountView(String name, List<String> roles, Instant createdAt) {

  /**
   * Asks for an account; roles are {@code administrator}, {@code operator}, {@code submitter}, …
   */
  public record Request(String name, List<String> roles) {}

  /** A page of accounts by name; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<AccountView> items, @Nullable String next) {}
}
