"""Accounts at the door: who is signed in, wrong tries, locks."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import peewee
from flask import Flask, g
from flask_login import LoginManager, UserMixin, login_user

from admin import passwords, visit
from records.actor import Actor, role_closure
from schema.objects import DEFAULT_LOCALE

TRIES = 5
LOCKED_MINUTES = 15

login = LoginManager()


class SignedIn(UserMixin):
    """Somebody with a valid session: the account, and the actor it speaks for."""

    def __init__(self, account: Any, actor: Actor) -> None:
        self.account = account
        self.actor = actor
        self.locale = str(account.locale)

    def get_id(self) -> str:
        """The session's key; a new stamp on the account ends every older session."""
        return f"{self.account.id}:{self.account.session_stamp}"


def table() -> type[peewee.Model]:
    """The table of accounts in the request's edition."""
    found: type[peewee.Model] = visit.rulebook().tables.Account
    return found


def install_login(app: Flask) -> None:
    """Let Flask-Login know accounts."""
    login.init_app(app)
    login.user_loader(load)
    login.session_protection = None


def load(key: str) -> SignedIn | None:
    """Whoever a session's key belongs to, if the account still stands."""
    number, _, stamp = key.partition(":")
    account = table().get_or_none(table().id == int(number)) if number.isdigit() else None
    if account is None or not account.active or account.session_stamp != stamp:
        return None
    return SignedIn(account, actor_of(account))


def actor_of(account: Any) -> Actor:
    """Who an account speaks for, with every role that its roles include."""
    return Actor(
        account=account.id,
        username=account.username,
        name=account.name or account.username,
        person=account.person,
        roles=role_closure(visit.rulebook().schema, account.roles or ()),
        locale=account.locale or DEFAULT_LOCALE,
    )


def now() -> datetime:
    """The company's time."""
    moment: datetime = visit.rulebook().clock()
    return moment


def locked_minutes(account: Any) -> int:
    """How many minutes an account stays locked, 0 if it is open."""
    left = account.locked_until - now() if account and account.locked_until else timedelta()
    return max(0, -(-int(left.total_seconds()) // 60))


def find(username: str) -> Any | None:
    """The account of a user name, however its letters are cased."""
    name = peewee.fn.LOWER(table().username)
    return table().select().where(name == username.strip().lower()).first()


def let_in(account: Any, password: str, remember: bool) -> bool:
    """Sign an account in if the password is right; count a wrong try."""
    right = passwords.matches(account and account.password_hash, password)
    if account is None or not right or not account.active:
        if account is not None:
            _count_wrong_try(account)
        return False
    _greet(account)
    login_user(SignedIn(account, actor_of(account)), remember=remember)
    g.pop("gate", None)
    return True


def _count_wrong_try(account: Any) -> None:
    accounts = table()
    mine = accounts.id == account.id
    accounts.update(failed_signins=accounts.failed_signins + 1).where(mine).execute()
    until = now() + timedelta(minutes=LOCKED_MINUTES)
    spent = accounts.failed_signins >= TRIES
    accounts.update(failed_signins=0, locked_until=until).where(mine & spent).execute()


def _greet(account: Any) -> None:
    account.failed_signins, account.locked_until, account.signed_in_at = 0, None, now()
    account.session_stamp = account.session_stamp or new_stamp()
    account.save()


def set_password(account: Any, password: str, must_change: bool = False) -> None:
    """Give an account a password; every session that it had ends."""
    account.password_hash = passwords.hashed(password)
    account.session_stamp = new_stamp()
    account.must_change_password = must_change
    account.failed_signins, account.locked_until = 0, None
    account.save()


def new_stamp() -> str:
    """A stamp that no older session carries."""
    return secrets.token_urlsafe(12)
