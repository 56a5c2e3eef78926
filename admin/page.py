"""What pages beyond the entities share: a Flask-Admin view that asks for a role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort
from flask_admin import BaseView
from flask_login import current_user

from admin import visit

ADMIN = "admin"
"""The role that keeps users and settings."""


def holds(role: str) -> bool:
    """Whether whoever asks has a role, even one that the rulebook does not declare."""
    return role in visit.actor().roles or role in (current_user.account.roles or ())


class Page(BaseView):
    """A view of the platform itself; `role` is who may open it, empty for everybody."""

    role = ""

    def __init__(self, **options: Any) -> None:
        # Flask-Admin insists on a page at the bare address; some have only named ones.
        self._default_view = getattr(type(self), "_default_view", None) or ""
        super().__init__(**options)

    def is_accessible(self) -> bool:
        """Whether whoever asks has the role."""
        if not self.role:
            return True
        return bool(current_user.is_authenticated and holds(self.role))

    def inaccessible_callback(self, name: str, **values: Any) -> Any:
        """What one may not open does not exist."""
        abort(404)

    def _run_view(self, function: Callable[..., Any], *given: Any, **values: Any) -> Any:
        """Answer a request; Flask-Admin would call again after any TypeError."""
        return function(self, *given, **values)
