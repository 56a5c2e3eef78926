"""Sign-ins for a sample: those that seeds name, and one for every role that has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from records.accounts import create_account
from records.actor import Actor, actor_of
from records.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sample account: how to sign in and as what."""

    username: str
    name: str
    roles: tuple[str, ...]


def sign_in(
    rulebook: Rulebook,
    username: str,
    name: str,
    roles: Iterable[str],
    person: int | None,
    password: str,
) -> tuple[SignIn, Actor]:
    """Create an account for a person and give what acting as them needs."""
    wanted = tuple(roles)
    account = create_account(
        rulebook, username=username, name=name, password=password, roles=wanted, person=person
    )
    return SignIn(username, name, wanted), actor_of(rulebook, account)


def accounts_for_roles(
    rulebook: Rulebook, taken: Mapping[str, Any], people: list[tuple[int, str]], password: str
) -> list[tuple[SignIn, Actor]]:
    """One account for each role that nobody has yet, on people who have no account yet."""
    made = []
    free = iter(people)
    for role in rulebook.schema.roles.values():
        if role.name not in taken:
            person, name = next(free, (None, str(role.label)))
            made.append(sign_in(rulebook, role.name, name, (role.name,), person, password))
    return made
