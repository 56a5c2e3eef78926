"""Who says the nodes of a formula: labels, brackets, and written values as a reader writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from formula import phrases
from formula.kinds import BOOLEAN
from formula.ties import Ties
from formula.tree import Children, Measure, Path, Setting, Typed
from formula.walk import walk
from formula.words import percentage
from language import say

CHOICE, OR, AND, CONDITION, SUM, PRODUCT, ATOM = range(7)
"""How strongly a piece of a sentence holds together; what holds less gets brackets."""


class Names(Protocol):
    """What the declared things are called, in the language that is spoken."""

    def entity(self, entity: str) -> str:
        """An entity's label."""

    def field(self, entity: str, field: str) -> str:
        """A field's label."""

    def option(self, entity: str, field: str, key: str) -> str:
        """An option's label, or the text itself where the field has no options."""

    def setting(self, key: str) -> str:
        """A setting's label."""

    def setting_option(self, key: str, option: str) -> str:
        """The label of an option of a setting."""

    def setting_value(self, key: str) -> str:
        """What a setting is."""

    def setting_when(self, key: str) -> str:
        """The period of that value in words; nothing where it is the present one."""

    def figure(self, name: str) -> str:
        """A figure's label, or that of an item of a sheet which people rate."""

    def role(self, name: str) -> str:
        """A role's label."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and how strongly they hold together."""

    text: str
    tightness: int = ATOM


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says nodes; `rows` are the entities of the rows around, the innermost first."""

    names: Names
    visit: Callable[[Speaker, Typed], Piece]
    rows: tuple[str, ...] = ()
    ties: Ties = attribute(default_factory=Ties)

    def within(self, entity: str) -> Speaker:
        """The same among the rows of an entity."""
        return replace(self, rows=(entity, *self.rows))

    def piece(self, tree: Typed) -> Piece:
        """A node in words."""
        return self.visit(self, tree)

    def text(self, tree: Typed, least: int = CHOICE) -> str:
        """A node in words, in brackets where it holds together less than it must."""
        return bracketed(self.piece(tree), least)

    def condition(self, tree: Typed) -> Piece:
        """A node that is true or false, as what must hold."""
        if isinstance(tree, Measure | Children) and tree.function == "exists":
            return Piece(phrases.ANY(self.within(tree.entity).among(tree)), CONDITION)
        if isinstance(tree, Path | Setting) and tree.kind == BOOLEAN:
            return Piece(say("{a} is “yes”", a=self.text(tree)), CONDITION)
        return self.piece(tree)

    def among(self, tree: Measure | Children) -> str:
        """The rows of an aggregate, seen from one of them."""
        entity = self.names.entity(tree.entity)
        if tree.where is None:
            return entity
        where = self.condition(tree.where).text
        return say("{entity} ({where})", entity=entity, where=where)

    def owned(self, entity: str, field: str) -> str:
        """A field said together with its entity."""
        return say("{field} of {owner}", field=field, owner=self.names.entity(entity))


def bracketed(piece: Piece, least: int) -> str:
    """The words of a piece, in brackets where it holds together less than that."""
    return piece.text if piece.tightness >= least else say("({a})", a=piece.text)


def quoted(words: str) -> str:
    """An option or a text in quotes."""
    return say("“{a}”", a=words)


def said(speaker: Speaker, value: Any, kind: str, near: Typed | None = None) -> str:
    """A value as a reader writes it."""
    if isinstance(value, tuple):
        return say(", ").join(said(speaker, each, kind, near) for each in value)
    if isinstance(value, bool):
        return quoted(say("Yes") if value else say("No"))
    if isinstance(value, Decimal):
        return percentage(value) if kind == "ratio" else f"{value:f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str):
        return quoted(_option(speaker, value, near))
    return say("nothing") if value is None else str(value)


def _option(speaker: Speaker, key: str, near: Typed | None) -> str:
    """What an option is called where it is declared."""
    for node, _ in walk(near) if near else ():
        if isinstance(node, Path) and node.steps:
            return speaker.names.option(node.steps[-1].entity, node.steps[-1].field, key)
        if isinstance(node, Setting):
            return speaker.names.setting_option(node.key, key)
    return key
