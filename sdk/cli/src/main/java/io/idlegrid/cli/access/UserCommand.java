package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.QuotaView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of account commands. */
@Command(
    name = "user",
    description = "Add, change and list accounts; let people back in.",
    subcommands = {
      UserCommand.Create.class,
      UserCommand.Ls.class,
      UserCommand.Get.class,
      UserCommand.SetRole.class,
      UserCommand.Disable.class,
      UserCommand.Enable.class,
      UserCommand.Invite.class,
      UserQuota.class,
      UserLogins.class,
      UserPassword.class,
      UserRecover.class
    })
public final class UserCommand {

  static final String PATH = "/api/v1/accounts";
  private static final String ROLES =
      "administrator, operator, submitter, owner or viewer; several parted by commas";

  static String path(String name) {
    return PATH + "/" + GridApi.segment(name);
  }

  /** What is said of one account. */
  static Answer answer(AccountView account) {
    return Answer.one(
        account,
        account.name(),
        paint ->
            "%s (%s)%s%n"
                .formatted(
                    account.name(),
                    String.join(", ", account.roles()),
                    account.disabled() ? ", disabled" : ""));
  }

  @Command(name = "create", description = "Adds an account of a lower role than yours.")
  static final class Create extends GridCommand {

    @Parameters(paramLabel = "NAME", description = "How it is called.")
    private String name;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        defaultValue = "submitter",
        description = ROLES + " (default: ${DEFAULT-VALUE}).")
    private List<String> roles;

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      AccountView made = api().post(PATH, new AccountView.Request(name, roles), AccountView.class);
      answer(UserCommand.answer(made));
      say("Let its holder set a password: idlegrid user invite " + made.name());
      say("Or give it a token: idlegrid token create --account " + made.name());
      return ExitCode.DONE;
    }
  }

  @Command(name = "ls", aliases = "list", description = "Lists accounts.")
  static final class Ls extends GridCommand {

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      List<AccountView> accounts =
          all(PATH, AccountView.Page.class, AccountView.Page::items, AccountView.Page::next);
      Table table = Table.of("name", "roles", "signs in by", "state", "made");
      for (AccountView account : accounts) {
        table.row(
            account.name(),
            String.join(", ", account.roles()),
            account.hasPassword() ? "password" : "token",
            account.disabled() ? "disabled" : "active",
            Quantities.ago(account.createdAt(), surroundings.clock().instant()));
      }
      answer(Answer.many(accounts, AccountView::name, table::text));
      return ExitCode.DONE;
    }
  }

  @Command(name = "get", description = "Shows an account, its quota and what it uses.")
  static final class Get extends GridCommand {

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    Get(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      AccountView account = api().get(path(name), AccountView.class);
      QuotaView.Use use = api().get(path(name) + "/use", QuotaView.Use.class);
      Answer head = UserCommand.answer(account);
      answer(
          new Answer(account, head.ids(), paint -> head.text().apply(paint) + UserQuota.text(use)));
      return ExitCode.DONE;
    }
  }

  @Command(name = "set-role", description = "Gives an account other roles; it is signed out.")
  static final class SetRole extends GridCommand {

    @Parameters(paramLabel = "NAME", description = "Which account.")
    private String name;

    @Parameters(paramLabel = "ROLE", arity = "1..*", split = ",", description = ROLES + ".")
    private List<String> roles;

    SetRole(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      answer(
          UserCommand.answer(
              api()
                  .patch(
                      path(name), new AccountView.Change(roles, null, null), AccountView.class)));
      return ExitCode.DONE;
    }
  }

  /** Shuts accounts out, or lets them in again. */
  private abstract static class Switch extends GridCommand {

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Which accounts.")
    private List<String> names;

    private final boolean isDisabling;

    Switch(Surroundings surroundings, boolean isDisabling) {
      super(surroundings);
      this.isDisabling = isDisabling;
    }

    @Override
    protected int run() {
      return each(
          names,
          name -> {
            api()
                .patch(
                    path(name), new AccountView.Change(null, isDisabling, null), AccountView.class);
            say("Account " + name + (isDisabling ? " is disabled" : " may sign in again"));
          });
    }
  }

  @Command(
      name = "disable",
      description = "Shuts accounts out; sessions and tokens end at once, jobs go on.")
  static final class Disable extends Switch {
    Disable(Surroundings surroundings) {
      super(surroundings, true);
    }
  }

  @Command(name = "enable", description = "Lets accounts in again.")
  static final class Enable extends Switch {
    Enable(Surroundings surroundings) {
      super(surroundings, false);
    }
  }

  @Command(
      name = "invite",
      description = "Makes a one-time link with which the account's holder sets a password.")
  static final class Invite extends GridCommand {

    @Parameters(paramLabel = "NAME", description = "Which account.")
    private String name;

    Invite(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      AccountView.Invite made = api().post(path(name) + "/invite", null, AccountView.Invite.class);
      String link = settings().url() + made.path();
      answer(Answer.one(made, link, paint -> link + "\n"));
      say("Valid once, until %s. Send it to %s alone.".formatted(made.expiresAt(), name));
      return ExitCode.DONE;
    }
  }
}
