"""The one blueprint behind which the views of an edition change without a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort
from flask_admin import Admin, BaseView, expose

from admin import visit
from admin.entity_view import ROUTES, Route


class Router(BaseView):
    """Passes `/e/<entity>/...` to the entity's view in the request's edition."""

    @expose("/")
    def root(self) -> Any:
        """Nothing stands here by itself."""
        abort(404)

    def _handle_view(self, name: str, **values: Any) -> None:
        """Let the gate decide: what somebody may not read does not exist for them."""

    def _run_view(self, function: Callable[..., Any], *given: Any, **values: Any) -> Any:
        """Answer a request; Flask-Admin would call again after any TypeError."""
        return function(self, *given, **values)


def _through(name: str, route: Route) -> Callable[..., Any]:
    """A view function that finds the entity's view and lets the route answer."""

    def answer(self: Router, entity: str, **values: Any) -> Any:
        view = visit.edition().views.get(entity) or abort(404)
        view.admin, view.blueprint = self.admin, self.blueprint
        return route.answer(view, **values)

    answer.__name__ = name
    return answer


def entity_router(admin: Admin) -> Router:
    """The router with every route of an entity, added to Flask-Admin."""
    answers = {
        name: expose(f"/<entity>{route.rule}", route.methods)(_through(name, route))
        for name, route in ROUTES.items()
    }
    # Made in one go so that Flask-Admin's metaclass sees every route.
    router: Router = type("EntityRouter", (Router,), answers)(endpoint="entity", url="/e")
    admin.add_view(router)
    return router
