package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.LoginTry;
import io.idlegrid.coordinator.domain.access.Quota;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.LoginBook;
import io.idlegrid.coordinator.edge.auth.Usage;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.LoginView;
import io.idlegrid.protocol.access.QuotaView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accounts, what they use and how they signed in, over HTTP. */
final class AccountsApi {

  private static final String PATH = "/api/v1/accounts";

  private final Accounts accounts;
  private final LoginBook logins;
  private final Usage usage;
  private final GridLoop loop;
  private final OwnersDevices devices;

  AccountsApi(
      Accounts accounts, LoginBook logins, Usage usage, GridLoop loop, OwnersDevices devices) {
    this.accounts = accounts;
    this.logins = logins;
    this.usage = usage;
    this.loop = loop;
    this.devices = devices;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.having(Right.MANAGE_ACCOUNTS), "Lists accounts")
            .paged()
            .answers(200, "a page", AccountView.Page.class)
            .by(this::list),
        Route.post(PATH, Route.having(Right.MANAGE_ACCOUNTS), "Adds an account of a lower role")
            .body(AccountView.Request.class)
            .answers(201, "the account", AccountView.class)
            .by(this::add),
        Route.get(PATH + "/{name}", Route.ANY_ACCOUNT, "Shows your account, or one you manage")
            .answers(200, "the account", AccountView.class)
            .by(request -> request.answer(AccessViews.account(named(request)))),
        Route.patch(
                PATH + "/{name}",
                Route.having(Right.MANAGE_ACCOUNTS),
                "Changes roles and quota of an account of a lower role, or disables it")
            .body(AccountView.Change.class)
            .answers(200, "the account", AccountView.class)
            .by(this::change),
        Route.post(
                PATH + "/{name}/invite",
                Route.having(Right.MANAGE_ACCOUNTS),
                "Makes a one-time secret with which its holder sets a password")
            .answers(201, "the invitation", AccountView.Invite.class)
            .by(this::invite),
        Route.get(PATH + "/{name}/use", Route.ANY_ACCOUNT, "What an account may use, and uses")
            .answers(200, "quota and use", QuotaView.Use.class)
            .by(this::use),
        Route.get("/api/v1/logins", Route.ANY_ACCOUNT, "Your latest sign-ins, newest first")
            .query("account", "string", "another account, of a lower role than yours")
            .query("all", "boolean", "everybody's, and of names that are nobody's")
            .answers(200, "the sign-ins", LoginView.Listing.class)
            .by(this::logins));
  }

  private void list(Request request) throws IOException {
    List<Account> page = accounts.list(request.cursor(), request.limit());
    String next = page.size() == request.limit() ? page.get(page.size() - 1).name() : null;
    request.answer(new AccountView.Page(page.stream().map(AccessViews::account).toList(), next));
  }

  private void add(Request request) throws IOException {
    AccountView.Request wanted = request.body(AccountView.Request.class);
    String what = wanted.name() + ": " + String.join(", ", wanted.roles());
    request.answer(
        201,
        AccessViews.account(
            accounts.add(
                request.user().account(), wanted.name(), wanted.roles(), request.deed(what))));
  }

  private Account named(Request request) {
    String name = request.path("name");
    if (name.equals(request.user().account().name())) {
      return request.user().account();
    }
    if (!request.user().account().may(Right.MANAGE_ACCOUNTS)) {
      throw Denied.notYours("account " + name);
    }
    return accounts.require(name);
  }

  private void change(Request request) throws IOException {
    AccountView.Change wanted = request.body(AccountView.Change.class);
    Account by = request.user().account();
    Optional<Quota> quota = Optional.ofNullable(wanted.quota()).map(AccessViews::quota);
    if (quota.isPresent() && !by.may(Right.SET_QUOTAS)) {
      throw Denied.lacks(by.name(), Right.SET_QUOTAS);
    }
    Accounts.Change change =
        new Accounts.Change(
            Optional.ofNullable(wanted.roles()), Optional.ofNullable(wanted.disabled()), quota);
    String name = request.path("name");
    Account changed = accounts.change(by, name, change, request.deed(name + ": " + words(wanted)));
    if (changed.isShutOut()) {
      devices.disconnect(name);
    }
    request.answer(AccessViews.account(changed));
  }

  /** What is to be different, for the audit log. */
  static String words(AccountView.Change wanted) {
    List<String> words = new ArrayList<>();
    Optional.ofNullable(wanted.roles()).ifPresent(roles -> words.add("roles " + roles));
    Optional.ofNullable(wanted.disabled()).ifPresent(now -> words.add("disabled " + now));
    Optional.ofNullable(wanted.quota()).ifPresent(quota -> words.add("quota " + quota));
    if (words.isEmpty()) {
      throw RefusedException.invalid(
          "account.unchanged", "", "nothing is to be different", "send roles, disabled or quota");
    }
    return String.join(", ", words);
  }

  private void invite(Request request) throws IOException {
    String name = request.path("name");
    request.answer(
        201, invite(accounts.invite(request.user().account(), name, request.deed(name))));
  }

  static AccountView.Invite invite(Accounts.Invited invited) {
    return new AccountView.Invite(
        invited.link().account(),
        invited.secret(),
        "/#/signin?invitation=" + invited.secret(),
        invited.link().expiresAt());
  }

  private void use(Request request) throws IOException {
    Account account = named(request);
    long running = loop.ask((grid, now) -> grid.running(account.name())).join();
    request.answer(
        new QuotaView.Use(
            account.name(),
            AccessViews.quota(account.quota()),
            running,
            usage.storage(account.name(), request.at()),
            usage.submissions(account.name(), request.at())));
  }

  private void logins(Request request) throws IOException {
    if (request.flag("all")) {
      if (!request.user().account().may(Right.SEE_AUDIT)) {
        throw Denied.lacks(request.user().account().name(), Right.SEE_AUDIT);
      }
      request.answer(listing(logins.all(request.limit())));
      return;
    }
    request.answer(listing(logins.of(SessionsApi.whose(request, accounts).name())));
  }

  private static LoginView.Listing listing(List<LoginTry> tries) {
    return new LoginView.Listing(
        tries.stream()
            .map(
                each ->
                    new LoginView(
                        each.at(),
                        each.account(),
                        each.address(),
                        each.client(),
                        each.way(),
                        each.isSuccess()))
            .toList(),
        null);
  }
}
