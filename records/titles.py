"""Titles of records: the template's parts, in SQL for many and in words for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from operator import and_, or_
from typing import Any

from formula.evaluate import value
from formula.tree import Path, Span, Step, Typed
from language import say
from records.grants import condition, rule_holds, rules
from records.rows import Row
from records.session import Session
from records.showing import shown
from records.spelling import sounding_like
from records.visibility import PEOPLE_FIELDS, declared_field
from schema.objects import Entity, Field, Schema

DEEPEST = 4
"""How many titles may lie inside one another: a title with a link shows its title."""

Part = str | Typed


def title_parts(schema: Schema, entity: str, depth: int = 0) -> tuple[Part, ...]:
    """The texts and paths of an entity's title; a link is replaced by its own title."""
    return tuple(expanded(schema, schema.entities[entity].title.parts, depth))


def expanded(schema: Schema, parts: Iterable[Any], depth: int = 0) -> Iterator[Part]:
    """The texts and paths of a template; a link is replaced by its title."""
    for part in parts:
        tree = part if isinstance(part, str) else part.tree
        if not isinstance(tree, Path) or not _is_link(tree) or depth >= DEEPEST:
            yield tree
            continue
        for inner in title_parts(schema, tree.kind.entity, depth + 1):
            yield inner if isinstance(inner, str) else _after(tree, inner)


def _is_link(tree: Path) -> bool:
    return tree.kind.name == "link" and not tree.kind.many and bool(tree.steps)


def _after(link: Path, inner: Typed) -> Typed:
    # A title that computes would need its row moved; then the link's id is shown.
    return (
        replace(inner, entity=link.entity, steps=link.steps + inner.steps)
        if isinstance(inner, Path) and inner.root == "row"
        else link
    )


def part_field(schema: Schema, part: Typed) -> Field | None:
    """The field that a part of a title ends in, which knows how its value is written."""
    if not isinstance(part, Path) or not part.steps:
        return None
    last = part.steps[-1]
    return declared_field(schema, schema.entities[last.entity], last.field)


def worded(schema: Schema, parts: tuple[Part, ...], values: Iterable[Any]) -> str:
    """A title from its parts and the values of those that are not texts."""
    given = iter(values)
    words = (p if isinstance(p, str) else _word(schema, p, next(given)) for p in parts)
    return " ".join("".join(words).split())


def _word(schema: Schema, part: Typed, found: Any) -> str:
    field = part_field(schema, part)
    return shown(field, found) if field else ("" if found is None else str(found))


def title_of(session: Session, row: Row, entity: Entity) -> str:
    """The title of one record; a record whose title is empty is called by its number."""
    parts = title_parts(session.schema, entity.name)
    values = (value(p, row, session.context) for p in parts if not isinstance(p, str))
    return worded(session.schema, parts, values) or numbered(row.id)


def numbered(id: int | None) -> str:
    """What a record without a title is called."""
    return f"#{id}" if id is not None else say("New record")


class TitleColumns:
    """The title of the record behind a link, as columns of a list's statement.

    A record that whoever asks may not read has no title for them.
    """

    def __init__(self, session: Session, entity: str, key: Any, masked: bool = True) -> None:
        self.session = session
        self.entity = entity
        self.parts = title_parts(session.schema, entity)
        self.target = session.model(entity).alias()
        self.key = key
        self.allowed = condition(session, "read", entity, self.target) if masked else True
        self.trees = tuple(part for part in self.parts if not isinstance(part, str))

    def columns(self) -> list[Any]:
        """One scalar sub-select for each part, and one that tells whether it may be seen."""
        columns = [self._column(tree) for tree in self.trees]
        return [*columns, self._select(self.target.id)] if self.allowed is not True else columns

    def _column(self, tree: Typed) -> Any:
        if self.allowed is True and isinstance(tree, Path) and tree.root == "row" and tree.steps:
            return self.session.expressions.of_linked(self.key, tree.steps, self.session.context)
        return self._select(self._value(tree))

    def _value(self, tree: Typed) -> Any:
        return self.session.value(tree, self.target)

    def _select(self, column: Any) -> Any:
        query = self.target.select(column).where(self.target.id == self.key)
        if self.allowed is True:
            return query
        return query.where(self.allowed) if self.allowed is not False else query.where(False)

    def title(self, id: int | None, raw: tuple[Any, ...]) -> str | None:
        """The title from what the columns gave."""
        if id is None:
            return None
        if self.allowed is not True and raw[-1] is None:
            return say("Not visible to you")
        return self.words(raw) or numbered(id)

    def words(self, raw: Iterable[Any]) -> str:
        """The title's words from the raw values of its parts."""
        decode = self.session.expressions.decoded
        values = (decode(tree.kind, value) for tree, value in zip(self.trees, raw, strict=False))
        return worded(self.session.schema, self.parts, values)

    def matching(self, words: list[str]) -> Any:
        """Which ids have a title that contains every word; None when it has no text."""
        texts = [self._value(tree) for tree in self.trees if tree.kind.name == "text"]
        if not texts or self.allowed is False:
            return None
        each = (reduce(or_, self._found_by(texts, word)) for word in words)
        found = self.target.select(self.target.id).where(reduce(and_, each))
        return found if self.allowed is True else found.where(self.allowed)

    def _found_by(self, texts: list[Any], word: str) -> list[Any]:
        sounding = sounding_like(self.session, self.entity, word)
        tests = [text.contains(word) for text in texts]
        return tests if sounding is None else [*tests, self.target.id.in_(sounding)]


def link_titles(session: Session, entity: Entity, field: Field, alias: Any) -> TitleColumns:
    """The title columns of a link field, or of a system field that names a person.

    Who wrote a record is no secret of the people's entity, so it is not masked.
    """
    masked = field.name not in PEOPLE_FIELDS
    return TitleColumns(session, field.to, link_key(session, entity, field, alias), masked)


def link_key(session: Session, entity: Entity, field: Field, alias: Any) -> Any:
    """The id that a link holds, or that its formula gives."""
    if field.formula is None:
        return getattr(alias, field.name)
    step = Step(entity.name, field.name)
    return session.value(Path(field.kind, Span(0, 0), "row", 0, entity.name, (step,)), alias)


def title_for(session: Session, entity: str, id: int) -> str:
    """The title of a record as somebody may see it."""
    row = session.row(entity, id)
    if not row.values:
        return numbered(id)
    found = rules(session.schema, session.actor.roles, "read", entity)
    allowed = session.actor.system or any(rule_holds(session, rule, row) for rule in found)
    return title_of(session, row, row.entity) if allowed else say("Not visible to you")


def title_fields(session: Session, entity: Entity) -> list[str]:
    """The entity's own fields that its title begins at."""
    parts = title_parts(session.schema, entity.name)
    return [part.steps[0].field for part in parts if isinstance(part, Path) and part.steps]
