"""Settings and working days as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from peewee import fn

from formula.evaluate import Context, value
from language import say
from models.calendar import Calendar
from models.calendar import read as read_calendar
from models.database import transaction
from records.limits import broken_limit
from records.packing import packed, unpacked
from records.reading import Unreadable, read
from records.refusals import FieldProblem, NotFound, Refused
from records.showing import label
from schema.objects import Field


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


def store(rulebook: Any, actor: Any, given: Mapping[str, Any]) -> None:
    """Read and keep values of settings, all or none; None forgets one: its default holds."""
    declared, table = rulebook.schema.settings, rulebook.tables.SettingValue
    if not declared.keys() >= given.keys():
        raise NotFound
    found = _checked(rulebook, {key: declared[key].field for key in given}, given)
    with transaction(rulebook.tables.database):
        table.delete().where(table.key.in_(list(found))).execute()
        for key, kept in found.items():
            if kept is not None:
                at, account = rulebook.clock(), actor.account
                table.insert(key=key, value=packed(kept), changed_at=at, account=account).execute()


def _checked(
    rulebook: Any, fields: Mapping[str, Field], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The values that were given; or Refused with what is wrong with each."""
    found, wrong = _read(fields, given)
    # A limit that names another setting means the value that is given for it now.
    known = dict(rulebook.settings)
    for key, new in found.items():
        known[key] = new if new is not None else _value(rulebook, key, None, known)
    context = _context(rulebook, known)
    for key, new in found.items():
        broken = _needed(fields[key], new) or broken_limit(fields[key], new, None, context)
        if broken:
            wrong.append(FieldProblem(key, broken))
    if wrong:
        raise Refused(wrong)
    return found


def _read(
    fields: Mapping[str, Field], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldProblem]]:
    found: dict[str, Any] = {}
    wrong: list[FieldProblem] = []
    for key, raw in given.items():
        try:
            found[key] = read(fields[key], raw)
        except Unreadable as problem:
            wrong.append(FieldProblem(key, str(problem)))
    return found, wrong


def _needed(field: Field, found: Any) -> str:
    # Without a value the default holds; only a setting that has none can lack one.
    if found is None and field.required and field.default is None:
        return say("Write a value for {field}.", field=label(field))
    return ""


def calendar_stamp(rulebook: Any) -> Any:
    """What changes whenever a working day is changed."""
    table, noted = rulebook.tables.CalendarDay, rulebook.tables.History
    # Two changes might leave every sum as it was, so the last one that was noted counts too.
    last = noted.select(fn.MAX(noted.id)).where(noted.entity == table._meta.table_name)
    ends = (fn.MAX(table.day), fn.COUNT(table.day), fn.MAX(table.number), fn.SUM(table.number))
    return table.select(*ends, last).tuples().first()


def calendar(rulebook: Any) -> Calendar:
    """The working days that the database knows."""
    return read_calendar(rulebook.tables)
