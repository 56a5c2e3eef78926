"""Words that somebody looks for, in the texts of a record and in its links' titles."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from records.query import path
from records.session import Session
from records.spelling import sounding_like
from records.titles import link_titles, title_fields
from records.visibility import probed
from schema.objects import Entity, Field

LONGEST = 100
MOST_WORDS = 6


def words_of(text: str) -> list[str]:
    """The words of a search, each of which must be found.

    >>> words_of("  合同  2026 ")
    ['合同', '2026']
    """
    return text.replace("\0", "")[:LONGEST].split()[:MOST_WORDS]


def search_condition(session: Session, entity: Entity, alias: Any, text: str) -> Any:
    """Which rows contain every word somewhere; None when nothing is looked for."""
    words = words_of(text)
    if not words:
        return None
    fields = searched(session, entity)
    return reduce(and_, [_anywhere(session, entity, alias, fields, word) for word in words])


def searched(session: Session, entity: Entity) -> list[Field]:
    """The fields that a search looks into: the declared ones, or the title and the columns."""
    names = entity.list.search or dict.fromkeys(
        (*title_fields(session, entity), *entity.list.columns)
    )
    found = (probed(session, entity, name) for name in names)
    return [field for field in found if field is not None and _searchable(field)]


def _searchable(field: Field) -> bool:
    return field.kind.name == "text" or (field.type == "link" and bool(field.to))


def _anywhere(session: Session, entity: Entity, alias: Any, fields: list[Field], word: str) -> Any:
    found = [_contains(session, entity, alias, field, word) for field in fields]
    tests = [test for test in found if test is not None]
    sounding = sounding_like(session, entity.name, word)
    tests += [alias.id.in_(sounding)] if sounding is not None else []
    return reduce(or_, tests) if tests else alias.id.in_([])


def _contains(session: Session, entity: Entity, alias: Any, field: Field, word: str) -> Any:
    if field.type != "link":
        text = session.value(path(entity, field), alias)
        return text.contains(word)
    titles = link_titles(session, entity, field, alias)
    ids = titles.matching([word])
    return None if ids is None else titles.key.in_(ids)
