"""One generic view for every entity: it routes, page modules do the work.

A view is made for each entity of an edition and never registered with Flask itself.
`admin/router.py` holds the one blueprint `entity` (`/e/<entity>/...`) and passes each
request on to the view of the edition in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_admin.model.base import BaseModelView

import language
from admin import (
    attachments,
    bulk,
    exchange,
    forms,
    imports,
    lists,
    moves,
    rate,
    record_page,
    saved_views,
    visit,
    words,
)
from admin import bin as recycle_bin
from records.gate import Gate
from records.record import Record
from records.rulebook import Rulebook
from schema.objects import Entity, Schema
from schema.values import Label


class EntityView(BaseModelView):
    """The screens of one entity, for whoever asks.

    What Flask-Admin would scaffold once per view (columns, filters, forms) differs by
    person here, so page modules ask the gate for it at each request.
    """

    def __init__(self, rulebook: Rulebook, entity: Entity) -> None:
        self.rulebook = rulebook
        self.entity = entity
        super().__init__(
            rulebook.tables.model(entity.name), name=str(entity.label), endpoint=entity.name
        )
        # Flask-Admin keeps the prefix of a view's own blueprint here; there is none.
        self.url = self.get_url

    def _refresh_cache(self) -> None:
        """Scaffold nothing: columns and forms are asked of the gate."""

    def get_pk_value(self, model: Record) -> int:
        """The key of a record in addresses."""
        return model.id

    def get_url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this entity's routes, or of any route `blueprint.name`."""
        if "." in endpoint:
            return url_for(endpoint, **values)
        return url_for(f"entity.{endpoint}", entity=self.entity.name, **values)

    @property
    def gate(self) -> Gate:
        """The gate of this request."""
        return visit.gate()

    @property
    def schema(self) -> Schema:
        """The rulebook's declarations."""
        return self.rulebook.schema

    @property
    def printer(self) -> visit.Printer | None:
        """Prints a record, if the application can."""
        return visit.wiring().printer

    @property
    def locale(self) -> str:
        """The language of whoever asks."""
        return language.current()

    def text(self, label: Label | None) -> str:
        """A declared text in the language of whoever asks."""
        return words.text(label)

    def render(self, template: str, **values: Any) -> str:
        """A page of this entity; `view` and `entity` are known to its template."""
        return str(super().render(template, view=self, entity=self.entity, **values))


@dataclass(frozen=True, slots=True)
class Route:
    """An address below `/e/<entity>` and what answers it."""

    rule: str
    answer: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)


GET_POST = ("GET", "POST")
POST = ("POST",)
ID = "/<int(max=2147483647):id>"
FILE = "/<int(max=2147483647):file>"

ROUTES: Mapping[str, Route] = MappingProxyType(
    {
        "list": Route("", lists.list_page),
        "new": Route("/new", forms.new_page, GET_POST),
        "record": Route(ID, record_page.record_page),
        "edit": Route(f"{ID}/edit", forms.edit_page, GET_POST),
        "move": Route(f"{ID}/move/<transition>", moves.move_page, GET_POST),
        "move_conditions": Route(f"{ID}/move/<transition>/conditions", moves.conditions, POST),
        "delete": Route(f"{ID}/delete", record_page.delete_record, POST),
        "restore": Route(f"{ID}/restore", recycle_bin.restore_record, POST),
        "bin": Route("/bin", recycle_bin.bin_page),
        "pick": Route("/pick", lists.pick),
        "options": Route("/options/<path:field>", forms.options),
        "conditions": Route("/conditions", forms.conditions, POST),
        "export": Route("/export.<any(csv, xlsx):kind>", exchange.export_file),
        "import": Route("/import", imports.import_page, GET_POST),
        "attach": Route(f"{ID}/files", attachments.attach_file, POST),
        "file": Route(f"/files{FILE}", attachments.send_file),
        "detach": Route(f"{ID}/files{FILE}/remove", attachments.detach_file, POST),
        "rate": Route(f"{ID}/rate", rate.rate, POST),
        "print": Route(f"{ID}/print/<report>", record_page.print_record),
        "bulk": Route("/bulk/<action>", bulk.bulk_action, POST),
        "save_view": Route("/views", saved_views.save_view, POST),
        "remove_view": Route(
            "/views/<int(max=2147483647):saved>/remove", saved_views.remove_view, POST
        ),
    }
)
"""Endpoint name (`view.url("edit", id=7)`) to address and answer."""


def views_of(rulebook: Rulebook) -> Mapping[str, EntityView]:
    """One view for each entity of a rulebook."""
    entities = rulebook.schema.entities.values()
    return MappingProxyType({entity.name: EntityView(rulebook, entity) for entity in entities})
