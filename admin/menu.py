"""The menu: modules and entities that somebody may read, then the platform's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request, url_for

from admin import visit
from admin.board_scope import opening
from admin.page import ADMIN, holds
from admin.words import text
from language import say
from schema.objects import Entity, Module


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu; `name` is what a count is shown for."""

    name: str
    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A module of the menu; the one that holds the current page is open."""

    label: str
    icon: str
    items: tuple[Item, ...]

    @property
    def open(self) -> bool:
        """Whether its lines show."""
        return any(item.current for item in self.items)

    @property
    def current(self) -> bool:
        """Whether the page belongs to it."""
        return self.open


BOARD = "figures.board"
"""The endpoint of a board."""

PLATFORM = (
    ("users.list", "users", "Users"),
    ("users.roles", "roles", "Roles"),
    ("settings.page", "settings", "Settings"),
    ("duties.page", "duties", "Duties"),
    ("workdays.page", "workdays", "Workday calendar"),
)
"""Pages for the administrator: endpoint, name, label."""


def menu() -> tuple[Group, ...]:
    """The groups of the menu for whoever asks."""
    groups = [group for group in map(_group, _modules()) if group.items]
    if holds(ADMIN):
        groups.append(_platform())
    return tuple(groups)


def has_own_figures() -> bool:
    """Whether the rulebook has figures of single people and whoever asks is one."""
    kpis = visit.rulebook().schema.kpis.values()
    return visit.actor().person is not None and any(kpi.subject == "employee" for kpi in kpis)


def has_cycles() -> bool:
    """Whether whoever asks runs appraisals: may make sheets."""
    cards = visit.rulebook().schema.scorecards.values()
    return any(visit.may("create", card.of) for card in cards)


def entities() -> Iterator[Entity]:
    """Every entity that stands in the menu of whoever asks, in menu order."""
    for module in _modules():
        yield from _entities(module)


def child_names() -> frozenset[str]:
    """Entities whose records are only lines of others."""
    declared = visit.rulebook().schema.entities.values()
    lines = (f.of for entity in declared for f in entity.fields.values() if f.type == "lines")
    return frozenset(lines) | {entity.name for entity in declared if entity.parent}


def _modules() -> list[Module]:
    modules = visit.rulebook().schema.modules.values()
    return sorted(modules, key=lambda module: (module.order, module.name))


def _entities(module: Module) -> list[Entity]:
    children = child_names()
    shown = [
        entity
        for entity in visit.rulebook().schema.entities.values()
        if entity.module == module.name
        and not entity.hidden
        and entity.name not in children
        and visit.may("read", entity.name)
    ]
    return sorted(shown, key=lambda entity: entity.order)


def _group(module: Module) -> Group:
    items = (*_boards(module), *_lists(module))
    return Group(text(module.label), module.icon, items)


def _boards(module: Module) -> Iterator[Item]:
    """The boards of a module that whoever asks may open."""
    here = (request.view_args or {}).get("key") if request.endpoint == BOARD else None
    for board in visit.rulebook().schema.dashboards.values():
        if board.module == module.name and "menu" in board.places and opening(board):
            href = url_for(BOARD, key=board.name)
            yield Item(f"board-{board.name}", text(board.label), href, board.name == here)


def _lists(module: Module) -> tuple[Item, ...]:
    here = (request.view_args or {}).get("entity")
    return tuple(
        Item(
            entity.name,
            text(entity.label),
            url_for("entity.list", entity=entity.name),
            entity.name == here,
        )
        for entity in _entities(module)
    )


def _platform() -> Group:
    items = tuple(
        Item(name, say(label), url_for(endpoint), _within(endpoint))
        for endpoint, name, label in PLATFORM
    )
    return Group(say("System"), "gear", items)


def _within(endpoint: str) -> bool:
    return request.endpoint == endpoint or (
        endpoint.endswith(".list")
        and (request.endpoint or "").startswith(endpoint[:-4])
        and not (request.endpoint or "").endswith(".roles")
    )
