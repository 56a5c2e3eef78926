"""Settings and working days as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from peewee import fn

from formula.evaluate import Context, value
from models.calendar import Calendar
from models.calendar import read as read_calendar
from models.database import transaction
from records.limits import broken_limit
from records.packing import packed, unpacked
from records.reading import Unreadable, read
from records.refusals import FieldProblem, NotFound, Refused


def stamp(rulebook: Any) -> Any:
    """What changes whenever a setting is changed; it includes today, which defaults may use."""
    table = rulebook.tables.SettingValue
    found = table.select(fn.MAX(table.changed_at), fn.COUNT(table.key)).tuples().first()
    return (*found, rulebook.clock().date())


def values(rulebook: Any) -> Mapping[str, Any]:
    """Every declared setting's value."""
    table = rulebook.tables.SettingValue
    stored = dict(table.select(table.key, table.value).tuples())
    found: dict[str, Any] = {}
    for key in rulebook.schema.settings:
        found[key] = _value(rulebook, key, stored.get(key), found)
    return MappingProxyType(found)


def _value(rulebook: Any, key: str, stored: Any, known: Mapping[str, Any]) -> Any:
    field = rulebook.schema.settings[key].field
    if stored is not None:
        return unpacked(field.kind, stored)
    if field.default is None:
        return None
    return value(field.default.tree, None, _context(rulebook, known))


def _context(rulebook: Any, known: Mapping[str, Any]) -> Context:
    """What the formulas of settings may ask: the day, and other settings."""
    now = rulebook.clock()
    return Context(None, now.date(), now, known, frozenset(), Calendar((), (), (), ()))


def store(rulebook: Any, actor: Any, key: str, given: Any) -> None:
    """Read and keep a setting's value; None forgets it, so that the default holds."""
    declared = rulebook.schema.settings.get(key)
    table = rulebook.tables.SettingValue
    if declared is None:
        raise NotFound
    found = _checked(rulebook, declared.field, given)
    with transaction(rulebook.tables.database):
        table.delete().where(table.key == key).execute()
        if found is not None:
            table.insert(
                key=key,
                value=packed(found),
                changed_at=rulebook.clock(),
                account=actor.account,
            ).execute()


def _checked(rulebook: Any, field: Any, given: Any) -> Any:
    try:
        found = read(field, given)
    except Unreadable as problem:
        raise Refused([FieldProblem(field.name, str(problem))]) from None
    broken = broken_limit(field, found, None, _context(rulebook, rulebook.settings))
    if broken:
        raise Refused([FieldProblem(field.name, broken)])
    return found


def calendar_stamp(rulebook: Any) -> Any:
    """What changes whenever a working day is changed."""
    table = rulebook.tables.CalendarDay
    return (
        table.select(
            fn.MAX(table.day), fn.COUNT(table.day), fn.MAX(table.number), fn.SUM(table.number)
        )
        .tuples()
        .first()
    )


def calendar(rulebook: Any) -> Calendar:
    """The working days that the database knows."""
    return read_calendar(rulebook.tables)
