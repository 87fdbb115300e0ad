package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.given.GivenProvider;
import io.idlegrid.image.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Grid}: one coordinator for all of them, because Ignite takes seconds to
 * start.
 */
final class SharedCoordinator implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedCoordinator.class);

  /**
   * The shared coordinator and some of its accounts.
   *
   * @param admin may do everything
   * @param submitter may submit jobs
   * @param other may submit jobs as well, and is somebody else
   * @param owner may invite devices
   * @param provider vouches for people, who become viewers
   */
  record Grid(
      RunningCoordinator coordinator,
      Path data,
      Client anybody,
      Client admin,
      Client submitter,
      Client other,
      Client owner,
      GivenProvider provider)
      implements AutoCloseable {

    static Grid start() {
      try {
        Path data = Files.createTempDirectory("idlegrid-rest");
        GivenProvider provider = new GivenProvider();
        RunningCoordinator coordinator =
            new RunningCoordinator(
                data, 0, Optional.of(provider.settings(Optional.of(Role.VIEWER))));
        Client admin = coordinator.setUp();
        return new Grid(
            coordinator,
            data,
            coordinator.anybody(),
            admin,
            account(admin, "submitter", "submitter"),
            account(admin, "other", "submitter"),
            account(admin, "owner", "owner"),
            provider);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A new account with one role, and its token. */
    static Client account(Client admin, String name, String role) {
      Answer account =
          admin.post(
              "/api/v1/accounts", "{\"name\": \"%s\", \"roles\": [\"%s\"]}".formatted(name, role));
      assertEquals(201, account.status(), account.text());
      Answer token = admin.post("/api/v1/tokens?account=" + name, "{\"label\": \"test\"}");
      assertEquals(201, token.status(), token.text());
      return admin.as(token.json().path("secret").asText());
    }

    /** A new device that is not connected, known by its key. */
    Client device(String name) {
      Answer code = owner.post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}");
      assertEquals(201, code.status(), code.text());
      Answer joined =
          anybody.post(
              "/api/v1/devices/join",
              "{\"code\": \"%s\", \"name\": \"%s\"}"
                  .formatted(code.json().path("code").asText(), name));
      assertEquals(201, joined.status(), joined.text());
      return anybody.as(joined.json().path("key").asText());
    }

    @Override
    public void close() throws IOException {
      assertEquals("", coordinator.halted());
      coordinator.close();
      provider.close();
      FileTree.delete(data);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Grid.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Grid.class, any -> Grid.start(), Grid.class);
  }
}
