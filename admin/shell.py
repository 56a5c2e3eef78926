"""What every template may ask for: the frame's words, menu, look and small parts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

import language
from admin import cells, visit
from admin.icons import icon
from admin.menu import has_cycles, has_own_figures, menu
from admin.rating_form import rating_form
from admin.sheet_panel import sheet_panel
from admin.words import ago, day_words, text
from language import say

STATIC = Path(__file__).parent / "static"
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")


def install_shell(app: Flask) -> None:
    """Give templates their words and parts."""
    version = static_version(STATIC)
    app.jinja_env.globals.update(
        say=say,
        _=say,
        icon=icon,
        badge=cells.badge,
        cell=cells.cell,
        asset=asset_address(version),
        menu=menu,
        has_own_figures=has_own_figures,
        has_cycles=has_cycles,
        here=here,
        html_lang=lambda: language.current().replace("_", "-"),
        company_name=company_name,
        actor_roles=actor_roles,
        sheet_panel=sheet_panel,
        rating_form=rating_form,
        locales=language.LOCALES,
        text=text,
        ago=ago,
        day_words=day_words,
    )
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """The look of this request's page and who reads it."""
    signed_in = current_user.is_authenticated
    return {
        "locale": language.current(),
        # Flask-Admin passes a `theme` of its own to every page.
        "colours": chosen("theme", THEMES),
        "density": chosen("density", DENSITIES),
        "mini": request.cookies.get("nav") == "mini",
        "actor": visit.actor() if signed_in else None,
        "must_change": signed_in and current_user.account.must_change_password,
    }


def chosen(cookie: str, values: tuple[str, ...]) -> str:
    """A cookie's value, or the first allowed one."""
    value = request.cookies.get(cookie, "")
    return value if value in values else values[0]


def here() -> str:
    """The path of this page with its query, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def company_name() -> str:
    """The name on the door."""
    return text(visit.rulebook().schema.company.name) or say("Rulebook")


def actor_roles() -> str:
    """The roles that were given to whoever reads, by their labels."""
    roles = visit.rulebook().schema.roles
    given = current_user.account.roles or ()
    return say(", ").join(text(roles[name].label) for name in given if name in roles)


def static_version(folder: Path) -> str:
    """A short text that changes when any script, style or picture does."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:10]


def asset_address(version: str) -> Callable[[str], str]:
    """The address of a static file, kept by browsers until any file changes."""
    return lambda name: url_for("desk.static", filename=name, v=version)
