"""Who is signed in: a session's key to an account, an account to the actor it speaks for."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_login import LoginManager, UserMixin, login_user

from admin import visit
from records.accounts import checked
from records.actor import actor_of

login = LoginManager()


class SignedIn(UserMixin):
    """Somebody with a valid session: the account, and the actor it speaks for."""

    def __init__(self, account: Any) -> None:
        self.account = account
        self.actor = actor_of(visit.rulebook(), account)
        self.locale = str(account.locale)

    def get_id(self) -> str:
        """The session's key; a new stamp on the account ends every older session."""
        return f"{self.account.id}:{self.account.session_stamp}"


def install_login(app: Flask) -> None:
    """Let Flask-Login know accounts."""
    login.init_app(app)
    login.user_loader(load)
    # Offices change addresses and browsers; the stamp guards sessions instead.
    login.session_protection = None


def table() -> Any:
    """The table of accounts in the request's edition."""
    return visit.rulebook().tables.Account


def load(key: str) -> SignedIn | None:
    """Whoever a session's key belongs to, if the account still stands."""
    number, _, stamp = key.partition(":")
    account = table().get_or_none(table().id == int(number)) if number.isdigit() else None
    if account is None or not account.active or account.session_stamp != stamp:
        return None
    return SignedIn(account)


def let_in(username: str, password: str) -> bool:
    """Sign an account in if the password is right and the account is open."""
    account = checked(visit.rulebook(), username, password)
    if account is None:
        return False
    login_user(SignedIn(account))
    g.pop("gate", None)
    return True
