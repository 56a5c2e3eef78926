"""Who is meant: roles, the owner, or paths from a record to people."""

from __future__ import annotations

from collections.abc import Iterable

from language import say
from schema.building import Building
from schema.problems import unknown
from schema.source import Scalar
from schema.values import Formula

OWNER = "owner"


def people_named(
    building: Building, entity: str, words: Iterable[Scalar]
) -> tuple[tuple[str, ...], tuple[Formula, ...]]:
    """The roles (and `owner`) among the words, and the paths to people."""
    roles: list[str] = []
    paths: list[Formula] = []
    for word in words:
        if word.text == OWNER or word.text in building.scope.roles():
            roles.append(word.text)
        elif _is_path(building, entity, word):
            found = building.person(word, entity)
            paths += [found] if found else []
        elif word.text not in building.findings.broken:
            building.findings.add(
                "E401", unknown(word.text, say("role"), (*building.scope.roles(), OWNER)), word.span
            )
    return tuple(roles), tuple(paths)


def _is_path(building: Building, entity: str, word: Scalar) -> bool:
    """Whether a word is meant as a path: it has a dot, or names a field."""
    first = word.text.split(".")[0]
    known = building.scope.fields(entity).keys() | building.scope.label_names(entity).keys()
    return "." in word.text or first in known
