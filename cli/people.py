"""`user` and `why`: who may sign in, and why somebody may or may not do something."""

from __future__ import annotations

import click
from rich.table import Table

from cli.main import Commands, Instance, commands, console, done, refuse, say
from records import accounts
from records.actor import actor_of
from records.gate import Gate
from records.passwords import first_password
from records.refusals import Refused
from records.why import why as reasons


@commands.group(cls=Commands)
def user() -> None:
    """Accounts: add one, give a password, list them."""


@user.command()
@click.argument("username")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option("--name", default="", help="How the person is called.")
@click.option("--person", type=int, help="The number of the person's record.")
@click.option("--password", help="Made up and printed when it is not given.")
@click.pass_obj
def add(
    instance: Instance,
    username: str,
    roles: tuple[str, ...],
    name: str,
    person: int | None,
    password: str | None,
) -> None:
    """Create an account; the password must be changed at the first sign-in."""
    for role in roles:
        if role not in instance.rulebook.schema.roles:
            known = ", ".join(instance.rulebook.schema.roles)
            raise refuse(
                say("There is no role “{role}”. Write one of: {known}.", role=role, known=known)
            )
    given = password or first_password()
    try:
        accounts.create_account(
            instance.rulebook,
            username=username,
            password=given,
            roles=roles,
            name=name,
            person=person,
            must_change=True,
        )
    except Refused as refusal:
        raise refuse(str(refusal)) from None
    done(
        say("Account {username} is ready. Password: {password}", username=username, password=given)
    )


@user.command()
@click.argument("username")
@click.option("--password", help="Made up and printed when it is not given.")
@click.pass_obj
def password(instance: Instance, username: str, password: str | None) -> None:
    """Give an account a new password; its open sessions end."""
    account = _account(instance, username)
    given = password or first_password()
    accounts.set_password(account, given, must_change=True)
    done(say("New password of {username}: {password}", username=username, password=given))


@user.command("list")
@click.pass_obj
def list_(instance: Instance) -> None:
    """List all accounts."""
    table = Table(say("user name"), say("name"), say("roles"), say("active"), say("last sign-in"))
    accounts_of = instance.rulebook.tables.Account
    for account in accounts_of.select().order_by(accounts_of.username):
        seen = f"{account.signed_in_at:%Y-%m-%d %H:%M}" if account.signed_in_at else "–"
        active = say("yes") if account.active else say("no")
        table.add_row(account.username, account.name, ", ".join(account.roles or ()), active, seen)
    console.print(table)


@commands.command()
@click.argument("username")
@click.argument("action")
@click.argument("entity")
@click.argument("id", type=int, required=False)
@click.pass_obj
def why(instance: Instance, username: str, action: str, entity: str, id: int | None) -> None:
    """Say why a user may or may not do something with an entity, or with one record."""
    actor = actor_of(instance.rulebook, _account(instance, username))
    done(reasons(Gate(instance.rulebook, actor), action, entity, id))


def _account(instance: Instance, username: str) -> object:
    account = accounts.named(instance.rulebook, username)
    if account is None:
        raise refuse(say("There is no account “{username}”.", username=username))
    return account
