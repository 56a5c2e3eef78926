"""Pages of one's own account: sign in and out, password, language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_admin import expose
from flask_login import current_user, login_user, logout_user

import language
from admin import accounts, visit
from admin.page import Page
from admin.security import local
from admin.shell import DENSITIES, THEMES
from language import say
from records import passwords
from records.accounts import LOCKED_MINUTES, TRIES, locked_minutes, named, set_password

PUBLIC = frozenset(("account.sign_in", "account.preferences", "desk.static"))
"""What answers without a session."""

YEAR = 365 * 24 * 3600
PREFERENCES: Mapping[str, Collection[str]] = {
    "locale": language.LOCALES,
    "theme": THEMES,
    "density": DENSITIES,
    "nav": ("full", "mini"),
}
"""Cookie to the values that it may have."""


class AccountPages(Page):
    """Sign in and out, change one's password, choose a language."""

    @expose("/", methods=("GET", "POST"))
    def sign_in(self) -> Any:
        """The door."""
        if current_user.is_authenticated:
            return redirect(local(request.args.get("next")))
        if request.method == "GET":
            return self.render("admin/login.html", fault="", username="")
        return self._try()

    def _try(self) -> Any:
        username, rulebook = request.form.get("username", "")[:100], visit.rulebook()
        account = named(rulebook, username)
        minutes = locked_minutes(rulebook, account) if account else 0
        if minutes:
            fault = say("This account is locked. Try again in {count} minutes.", count=minutes)
            return self._refused(username, fault, 429)
        if accounts.let_in(username, request.form.get("password", "")):
            session.permanent = bool(request.form.get("remember"))
            return redirect(local(request.args.get("next")))
        fault = say(
            "User name or password is wrong. {tries} wrong tries lock an account"
            " for {minutes} minutes.",
            tries=TRIES,
            minutes=LOCKED_MINUTES,
        )
        return self._refused(username, fault, 401)

    def _refused(self, username: str, fault: str, status: int) -> Any:
        return self.render("admin/login.html", fault=fault, username=username), status

    @expose("/out", methods=("POST",))
    def sign_out(self) -> Any:
        """Leave; nothing of the session stays."""
        logout_user()
        session.clear()
        return redirect(url_for("account.sign_in"))

    @expose("/password", methods=("GET", "POST"))
    def change_password(self) -> Any:
        """A new password for oneself."""
        if request.method == "GET":
            return self.render("admin/password.html", faults={})
        faults = _password_faults()
        if faults:
            return self.render("admin/password.html", faults=faults), 422
        set_password(current_user.account, request.form["password"])
        login_user(current_user, force=True)
        flash(say("Your password is changed. Other devices have been signed out."), "ok")
        return redirect(url_for("desk.index"))

    @expose("/preferences", methods=("POST",))
    def preferences(self) -> Any:
        """Language, colours, density, menu: kept on the device, the language on the account too."""
        answer = redirect(local(request.form.get("next")))
        for name, values in PREFERENCES.items():
            value = request.form.get(name, "")
            if value in values:
                answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
        locale = request.form.get("locale", "")
        if current_user.is_authenticated and locale in language.LOCALES:
            current_user.account.locale = locale
            current_user.account.save(only=["locale"])
        return answer


def _password_faults() -> dict[str, str]:
    form, account = request.form, current_user.account
    if not passwords.matches(account.password_hash, form.get("current", "")):
        return {"current": say("This is not your present password.")}
    fault = passwords.fault(form.get("password", ""), account.username) or _not_new(form, account)
    return {"password": fault} if fault else {}


def _not_new(form: Mapping[str, str], account: Any) -> str:
    """That a new password was mistyped, or is the old one."""
    password = form.get("password", "")
    if password != form.get("again", ""):
        return say("The two passwords differ. Write the same twice.")
    if passwords.matches(account.password_hash, password):
        return say("That is the password you have now. Choose another one.")
    return ""
