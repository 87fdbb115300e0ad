package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.coordinator.edge.auth.Doorkeeper.NewToken;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.Setup;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Accounts and tokens over HTTP. */
final class AccessApi {

  private static final int SHOWN_HASH = 12;
  private static final int MOST_LABEL_CHARACTERS = 100;
  private static final int MOST_DAYS = 3_650;

  private final Doorkeeper doorkeeper;
  private final Clock clock;

  AccessApi(Doorkeeper doorkeeper, Clock clock) {
    this.doorkeeper = doorkeeper;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/setup", Route.OPEN, "Makes the first administrator")
            .body(Setup.class)
            .answers(201, "the administrator's token", TokenView.Created.class)
            .by(this::setUp),
        Route.get("/api/v1/whoami", Route.ANY_ACCOUNT, "Says who a token speaks for")
            .answers(200, "the account", Whoami.class)
            .by(this::whoami),
        Route.get("/api/v1/accounts", Route.having(Right.MANAGE_ACCOUNTS), "Lists accounts")
            .paged()
            .answers(200, "a page", AccountView.Page.class)
            .by(this::accounts),
        Route.post("/api/v1/accounts", Route.having(Right.MANAGE_ACCOUNTS), "Adds an account")
            .body(AccountView.Request.class)
            .answers(201, "the account", AccountView.class)
            .by(this::addAccount),
        Route.get("/api/v1/tokens", Route.ANY_ACCOUNT, "Lists your tokens")
            .answers(200, "the tokens", TokenView.Listing.class)
            .by(this::tokens),
        Route.post("/api/v1/tokens", Route.ANY_ACCOUNT, "Adds a token to your account")
            .query("account", "string", "another account, for administrators")
            .body(TokenView.Request.class)
            .answers(201, "the token and its secret", TokenView.Created.class)
            .by(this::addToken),
        Route.delete("/api/v1/tokens/{id}", Route.ANY_ACCOUNT, "Removes one of your tokens")
            .answers(204, "gone")
            .by(this::removeToken));
  }

  private void setUp(Request request) throws IOException {
    Setup setup = request.body(Setup.class);
    request.answer(
        201, created(doorkeeper.setUp(setup.secret(), setup.account(), clock.instant())));
  }

  private void whoami(Request request) throws IOException {
    Account account = request.user().account();
    TreeSet<String> rights = new TreeSet<>();
    account.roles().forEach(role -> role.rights().forEach(right -> rights.add(right.name())));
    request.answer(new Whoami(account.name(), roles(account), List.copyOf(rights)));
  }

  private void accounts(Request request) throws IOException {
    List<Account> page = doorkeeper.accounts(request.cursor(), request.limit());
    String next = page.size() == request.limit() ? page.get(page.size() - 1).name() : null;
    request.answer(new AccountView.Page(page.stream().map(AccessApi::view).toList(), next));
  }

  private void addAccount(Request request) throws IOException {
    AccountView.Request wanted = request.body(AccountView.Request.class);
    request.answer(
        201, view(doorkeeper.addAccount(wanted.name(), wanted.roles(), clock.instant())));
  }

  private void tokens(Request request) throws IOException {
    request.answer(
        new TokenView.Listing(
            doorkeeper.tokens(request.user().account().name()).stream()
                .map(AccessApi::view)
                .toList()));
  }

  private void addToken(Request request) throws IOException {
    TokenView.Request wanted = request.body(TokenView.Request.class);
    Optional<Integer> days = Optional.ofNullable(wanted.days());
    if (days.isPresent() && (days.get() < 1 || days.get() > MOST_DAYS)) {
      throw RefusedException.invalid(
          "token.days",
          "/days",
          "a token is valid for 1 to %d days, not %d".formatted(MOST_DAYS, days.get()),
          "leave days out for a token without end");
    }
    if (wanted.label().isBlank() || wanted.label().length() > MOST_LABEL_CHARACTERS) {
      throw RefusedException.invalid(
          "token.label",
          "/label",
          "a token's label has 1 to %d characters".formatted(MOST_LABEL_CHARACTERS),
          "say where the token is used");
    }
    String account = request.query("account").orElse(request.user().account().name());
    if (!request.user().mayTouch(account, Right.MANAGE_ACCOUNTS)) {
      throw Denied.notYours("account " + account);
    }
    if (doorkeeper.account(account).isEmpty()) {
      throw RefusedException.of(
          RefusedException.Kind.NOT_FOUND,
          "account.unknown",
          "there is no account '" + account + "'",
          "see idlegrid user ls");
    }
    request.answer(
        201,
        created(
            doorkeeper.addToken(
                account, wanted.label(), days.map(Duration::ofDays), clock.instant())));
  }

  private void removeToken(Request request) {
    doorkeeper.removeToken(request.user().account().name(), request.path("id"));
    request.context().status(204);
  }

  private static TokenView.Created created(NewToken token) {
    return new TokenView.Created(token.secret(), view(token.token()));
  }

  private static TokenView view(Token token) {
    return new TokenView(
        token.hash().substring(0, SHOWN_HASH),
        token.account(),
        token.label(),
        token.createdAt(),
        token.expiresAt().orElse(null));
  }

  private static AccountView view(Account account) {
    return new AccountView(account.name(), roles(account), account.createdAt());
  }

  private static List<String> roles(Account account) {
    return account.roles().stream()
        .map(Role::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}
