"""The screens put on an application: extensions, pages, error pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_admin import Admin
from flask_babel import Babel
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

import language
from admin import accounts, security, visit
from admin.account_pages import PUBLIC, AccountPages
from admin.appraisal_desk import AppraisalDesk
from admin.boards import Boards
from admin.calendar_page import WorkdayCalendar
from admin.duties_page import Duties
from admin.home import Desk
from admin.live import Live
from admin.my_figures import MyFigures
from admin.router import entity_router
from admin.search import Search
from admin.settings_page import Settings
from admin.shell import install_shell
from admin.users import Users
from admin.verify_page import Verification
from admin.visit import WIRING, Printer, Wiring
from language import say
from models.database import is_sqlite
from records.actor import language_of
from records.gate import Gate
from records.refusals import Conflict, Forbidden, NotFound, Refused

log = logging.getLogger(__name__)

Figures = Callable[[Gate], Any]


def install(
    app: Flask, live: Live, printer: Printer | None = None, figures: Figures | None = None
) -> Admin:
    """Put every screen on an application.

    `printer(report, gate, id)` and `figures(gate)` come from packages that the screens
    may not import.
    """
    app.extensions[WIRING] = Wiring(live, printer, figures)
    # First of all, so that even a refused form finds its connection and its language.
    app.before_request(begin)
    security.protect(app)
    accounts.install_login(app)
    Babel(app, locale_selector=language.current)
    install_shell(app)
    app.before_request(signed_in_only)
    app.teardown_request(end)
    admin = Admin(app, name="Rulebook", index_view=Desk(), url="/")
    for page in PAGES:
        admin.add_view(page())
    entity_router(admin)
    security.throttle_sign_in(app, "account.sign_in")
    for error, answer in ERRORS.items():
        app.register_error_handler(error, answer)
    return admin


def account_pages() -> AccountPages:
    """The pages of one's own account, at /account."""
    return AccountPages(endpoint="account", url="/account")


PAGES: tuple[Callable[[], Any], ...] = (
    account_pages, Users, Settings, Duties, WorkdayCalendar, Search, Boards, MyFigures, AppraisalDesk,
    Verification,
)  # fmt: skip


def begin() -> None:
    """Take an edition and a connection for the request, and speak its language."""
    live = visit.wiring().live
    g.database = live.current().rulebook.tables.database
    g.opened = g.database.connect(reuse_if_open=True)
    live.follow()
    g.edition = live.current()
    language.use(locale_of_request())


def end(error: BaseException | None) -> None:
    """Give the connection back to the pool; SQLite keeps one for each thread."""
    if not g.get("opened"):
        return
    if not is_sqlite(g.database) and not g.database.is_closed():
        g.database.close()


def locale_of_request() -> str:
    """The account's language, else the device's choice, the person's, the browser's, the first."""
    known = current_user.locale if current_user.is_authenticated else ""
    wanted = known or request.cookies.get("locale", "")
    if wanted not in language.LOCALES and current_user.is_authenticated:
        wanted = language_of(visit.rulebook(), current_user.actor.person)
    if wanted in language.LOCALES:
        return str(wanted)
    asked = [locale.replace("_", "-") for locale in language.LOCALES]
    found = request.accept_languages.best_match(asked, default="")
    return found.replace("-", "_") or visit.rulebook().schema.locales[0]


def signed_in_only() -> Any:
    """Refuse whoever has no session, and hold those who must choose a password."""
    if request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        if wants_json():
            return jsonify(problem=say("Sign in again.")), 401
        came_for = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.sign_in", next=came_for))
    held = current_user.account.must_change_password
    if held and request.endpoint not in ("account.change_password", "account.sign_out"):
        return redirect(url_for("account.change_password"))
    return None


def wants_json() -> bool:
    """Whether a script asks rather than a person."""
    return request.accept_mimetypes.best == "application/json" or request.is_json


TITLES = {
    400: "This request could not be read",
    401: "Sign in again",
    403: "You may not do this",
    404: "There is nothing here",
    405: "This address cannot be used like that",
    409: "Somebody was faster",
    413: "That is too large",
    429: "Too many tries",
    500: "Something went wrong here",
}
HINTS = {
    400: "Go back, reload the page and try once more.",
    404: "The address is wrong, or what stood there is not for you, or it is gone.",
    413: "Send a smaller file.",
    429: "Wait a minute, then try again.",
    500: "It was written down for the administrator. What you had stored is safe.",
}


def page_of(status: int, reason: str = "") -> Any:
    """A page, or JSON for a script, that says what happened and what to do."""
    title = say(TITLES.get(status, TITLES[400]))
    hint = reason or say(HINTS[status]) if reason or status in HINTS else ""
    if wants_json():
        return jsonify(problem=f"{title}. {hint}".strip()), status
    return render_template("admin/error.html", status=status, heading=title, hint=hint), status


def on_http(error: HTTPException) -> Any:
    """A refusal of the web framework."""
    if isinstance(error.get_response(), Response) and (error.code or 500) < 400:
        return error
    return page_of(error.code or 500)


def on_csrf(error: CSRFError) -> Any:
    """A form without this session's token."""
    return page_of(400, say("This form had expired. Reload the page and send it again."))


def on_not_found(error: NotFound) -> Any:
    """What may not be read does not exist."""
    return page_of(404)


def on_forbidden(error: Forbidden) -> Any:
    """The gate's reason for a no."""
    return page_of(403, error.reason)


def on_refused(error: Refused) -> Any:
    """The gate's problems, where no form shows them."""
    return page_of(422, str(error))


def on_conflict(error: Conflict) -> Any:
    """A change of something that was changed meanwhile."""
    return page_of(409, str(error))


def on_fault(error: Exception) -> Any:
    """A fault of ours: written down, never shown."""
    log.exception("A request failed: %s %s", request.method, request.path)
    return page_of(500)


ERRORS: dict[type[Exception], Callable[..., Any]] = {
    CSRFError: on_csrf,
    HTTPException: on_http,
    NotFound: on_not_found,
    Forbidden: on_forbidden,
    Refused: on_refused,
    Conflict: on_conflict,
    Exception: on_fault,
}
