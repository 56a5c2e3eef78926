"""Who asks: an account, the person behind it and all its roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from language import say
from schema.objects import Schema
from schema.values import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in front of the gate; `roles` contains every included role too.

    `system` is the engine itself, which may read and write everything.
    """

    account: int | None
    username: str
    name: str
    person: int | None
    roles: frozenset[str]
    locale: str = DEFAULT_LOCALE
    system: bool = False


SYSTEM = Actor(None, "system", "system", None, frozenset(), system=True)
"""The engine at work for nobody in particular: figures, sample data, commands."""


def known_as(name: str) -> str:
    """A name as it is shown: the engine itself is called so in the reader's language."""
    return say("the system") if name == SYSTEM.name else name


def role_closure(schema: Schema, roles: Iterable[str]) -> frozenset[str]:
    """The roles and every role that they include; unknown names are dropped."""
    found: set[str] = set()
    waiting = [role for role in roles if role in schema.roles]
    while waiting:
        role = waiting.pop()
        if role not in found:
            found.add(role)
            waiting.extend(r for r in schema.roles[role].includes if r in schema.roles)
    return frozenset(found)


def person_actor(schema: Schema, person: int | None, roles: Iterable[str], name: str = "") -> Actor:
    """An actor without an account: a person with roles, for commands and examples."""
    return Actor(None, name, name, person, role_closure(schema, roles))


def actor_of(rulebook: Any, account: Any) -> Actor:
    """Who an account speaks for, with every role that its roles include."""
    return Actor(
        account=account.id,
        username=account.username,
        name=account.name or account.username,
        person=account.person,
        roles=role_closure(rulebook.schema, account.roles or ()),
        locale=account.locale or language_of(rulebook, account.person) or DEFAULT_LOCALE,
    )


def language_of(rulebook: Any, person: int | None) -> str:
    """The language that a person's own record names, if the rulebook says where."""
    people = rulebook.schema.people
    if person is None or people is None or not people.locale:
        return ""
    model = rulebook.tables.model(people.entity)
    column = getattr(model, people.locale)
    return str(model.select(column).where(model.id == person).scalar() or "")
