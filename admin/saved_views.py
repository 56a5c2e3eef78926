"""Views of a list: the usual ones, and those that people keep under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request
from werkzeug.datastructures import MultiDict

from admin import visit
from admin.address import Address, Pairs, from_query, to_query
from admin.asking import Listing
from admin.filters import EMPTY_WORD
from admin.security import local
from language import say
from schema.objects import Entity

OPEN_PHASES = frozenset(("idle", "run", "wait"))
LONGEST_NAME = 40
MOST = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a list; a kept one of mine can be removed."""

    name: str
    href: str
    current: bool
    remove: str = ""
    shared: bool = False


def tabs(view: Any, asked: Listing) -> list[Tab]:
    """The usual views, those that fit this entity, then the kept ones."""
    return [*usual(view, asked), *kept(view, asked)]


def usual(view: Any, asked: Listing) -> Iterator[Tab]:
    """Everything, unfinished, mine, overdue: as far as the entity knows these words."""
    for name, pairs in (
        (say("All"), ()),
        (say("Unfinished"), open_pairs(view.entity, asked)),
        (say("Mine"), mine_pairs(asked)),
        (say("Overdue"), late_pairs(view.entity, asked)),
    ):
        if pairs is not None:
            yield _tab(name, Address(asked.address.path, pairs), asked)


def kept(view: Any, asked: Listing) -> Iterator[Tab]:
    """Views that I kept, and those that others share."""
    table, account = view.rulebook.tables.SavedView, visit.actor().account
    mine = (table.account == account) | (table.shared == True)  # noqa: E712 - SQL
    rows = table.select().where((table.entity == view.entity.name) & mine)
    for saved in rows.order_by(table.position, table.id).limit(MOST):
        remove = view.url("remove_view", saved=saved.id) if saved.account == account else ""
        address = from_query(asked.address.path, saved.query)
        yield _tab(saved.name, address, asked, remove, saved.shared)


def _tab(
    name: str, address: Address, asked: Listing, remove: str = "", shared: bool = False
) -> Tab:
    current = Counter(address.lasting) == Counter(asked.address.lasting)
    return Tab(name, str(address), current, remove, shared)


def open_pairs(entity: Entity, asked: Listing) -> Pairs | None:
    """The condition of being unfinished."""
    if entity.workflow is None or entity.workflow.field not in asked.fields:
        return None
    states = [state for state in entity.workflow.states.values() if state.phase in OPEN_PHASES]
    if len(states) in (0, len(entity.workflow.states)):
        return None
    return tuple((f"f.{entity.workflow.field}", state.name) for state in states)


def mine_pairs(asked: Listing) -> Pairs | None:
    """The condition of being the asker's own."""
    person = visit.actor().person
    return (("f.owner", str(person)),) if person and "owner" in asked.fields else None


def late_pairs(entity: Entity, asked: Listing) -> Pairs | None:
    """The condition of being unfinished after its day."""
    if entity.due not in asked.fields:
        return None
    undone = ((f"f.{entity.done}", EMPTY_WORD),) if entity.done in asked.fields else ()
    return ((f"f.{entity.due}", "past"), *undone, *(open_pairs(entity, asked) or ()))


def save_view(view: Any) -> Any:
    """Keep the list as it is shown, under a name."""
    name = " ".join(request.form.get("name", "").split())[:LONGEST_NAME]
    address = address_of(view, request.form.get("query", ""))
    if not name:
        flash(say("Write a name for the view."), "warn")
        return redirect(str(address))
    table, account = view.rulebook.tables.SavedView, visit.actor().account
    same = (table.account == account) & (table.entity == view.entity.name) & (table.name == name)
    table.delete().where(same).execute()
    table.create(
        account=account,
        entity=view.entity.name,
        name=name,
        query=to_query(address.lasting),
        shared=bool(request.form.get("shared")),
    )
    flash(say("View “{name}” is kept.", name=name), "ok")
    return redirect(str(address))


def address_of(view: Any, query: str) -> Address:
    """The list's address with a query that a form sent along."""
    pairs = parse_qsl(query[:4000], max_num_fields=200)
    return Address.of(view.url("list"), MultiDict(pairs))


def remove_view(view: Any, saved: int) -> Any:
    """Forget a view of one's own."""
    table = view.rulebook.tables.SavedView
    mine = (table.id == saved) & (table.account == visit.actor().account)
    if not table.delete().where(mine).execute():
        abort(404)
    flash(say("The view is removed."), "ok")
    return redirect(local(request.form.get("next"), view.url("list")))
