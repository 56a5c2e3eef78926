"""Accounts: created, checked at the door with a limit on wrong tries, tied to a person."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import peewee

from language import say
from models.database import transaction
from records import passwords
from records.actor import Actor
from records.refusals import FieldProblem, Forbidden, Refused
from records.rulebook import Rulebook

TRIES = 5
LOCKED_MINUTES = 15


def accounts(rulebook: Rulebook) -> Any:
    """The table of accounts."""
    return rulebook.tables.Account


def has_accounts(rulebook: Rulebook) -> bool:
    """Whether anybody may sign in at all."""
    table = accounts(rulebook)
    return bool(table.select().exists())


def named(rulebook: Rulebook, username: str) -> Any | None:
    """The account of a user name, however its letters are cased."""
    table = accounts(rulebook)
    wanted = username.strip().lower()
    return table.select().where(peewee.fn.LOWER(table.username) == wanted).first()


def create_account(
    rulebook: Rulebook,
    *,
    username: str,
    password: str,
    roles: Iterable[str] = (),
    name: str = "",
    person: int | None = None,
    locale: str = "",
    must_change: bool = False,
) -> Any:
    """Store a new account; its user name must be free and its password not too easy."""
    username = "".join(username.split())
    table = accounts(rulebook)
    with transaction(rulebook.tables.database):
        problems = _problems(rulebook, username, password)
        if problems:
            raise Refused(problems)
        return table.create(
            username=username,
            password_hash=passwords.hashed(password),
            name=name or username,
            person=person,
            roles=tuple(roles),
            locale=locale,
            must_change_password=must_change,
            session_stamp=new_stamp(),
            created_at=rulebook.clock(),
        )


def _problems(rulebook: Rulebook, username: str, password: str) -> list[FieldProblem]:
    problems = []
    if not username:
        problems.append(FieldProblem("username", say("Write a user name.")))
    elif named(rulebook, username) is not None:
        problems.append(FieldProblem("username", say("This user name is taken.")))
    fault = passwords.fault(password, username)
    if fault:
        problems.append(FieldProblem("password", fault))
    return problems


def checked(rulebook: Rulebook, username: str, password: str) -> Any | None:
    """The account whose password this is; None when it is wrong, locked or closed."""
    account = named(rulebook, username)
    right = passwords.matches(account and account.password_hash, password)
    if account is None or not account.active or locked_minutes(rulebook, account):
        return None
    if not right:
        _count_wrong_try(rulebook, account)
        return None
    account.failed_signins, account.locked_until = 0, None
    account.signed_in_at = rulebook.clock()
    account.save()
    return account


def locked_minutes(rulebook: Rulebook, account: Any) -> int:
    """How many minutes an account stays locked, 0 if it is open."""
    left = account.locked_until - rulebook.clock() if account.locked_until else timedelta()
    return max(0, -(-int(left.total_seconds()) // 60))


def _count_wrong_try(rulebook: Rulebook, account: Any) -> None:
    table = accounts(rulebook)
    mine = table.id == account.id
    until: datetime = rulebook.clock() + timedelta(minutes=LOCKED_MINUTES)
    with transaction(rulebook.tables.database):
        table.update(failed_signins=table.failed_signins + 1).where(mine).execute()
        spent = mine & (table.failed_signins >= TRIES)
        table.update(failed_signins=0, locked_until=until).where(spent).execute()


def set_password(account: Any, password: str, must_change: bool = False) -> None:
    """Give an account a password; every session that it had ends."""
    account.password_hash = passwords.hashed(password)
    account.session_stamp = new_stamp()
    account.must_change_password = must_change
    account.failed_signins, account.locked_until = 0, None
    account.save()


def change_password(rulebook: Rulebook, actor: Actor, old: str, new: str) -> None:
    """Change one's own password, knowing the old one."""
    table = accounts(rulebook)
    account = table.get_or_none(table.id == actor.account)
    if account is None or not passwords.matches(account.password_hash, old):
        raise Forbidden(say("The old password is wrong."))
    fault = passwords.fault(new, account.username)
    if fault:
        raise Refused([FieldProblem("password", fault)])
    set_password(account, new)


def new_stamp() -> str:
    """A stamp that no older session carries."""
    return secrets.token_urlsafe(12)
