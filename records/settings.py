"""Settings and working days as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from peewee import fn

from formula.evaluate import Context, value
from language import say
from models.calendar import Calendar
from models.calendar import read as read_calendar
from models.database import transaction
from records.actor import Actor
from records.dated import Entry, Timeline, add, entries, in_force
from records.limits import broken_limit
from records.packing import packed, unpacked
from records.reading import Unreadable, read
from records.refusals import FieldProblem, NotFound, Refused
from records.showing import label
from schema.objects import Field


def stamp(rulebook: Any) -> Any:
    """What changes whenever a setting is changed; it includes today, which defaults may use."""
    table, dated = rulebook.tables.SettingValue, rulebook.tables.DatedValue
    found = table.select(fn.MAX(table.changed_at), fn.COUNT(table.key)).tuples().first()
    return (*found, dated.select(fn.MAX(dated.id)).scalar(), rulebook.clock().date())


def timeline(rulebook: Any) -> Timeline:
    """Every declared setting's value on every day."""
    stored, found = _stored(rulebook), entries(rulebook)
    starts = tuple(sorted({entry.since for entry in found}))
    days = (date.min, *starts)
    return Timeline(starts, tuple(_values(rulebook, stored | in_force(found, day)) for day in days))


def given(rulebook: Any) -> Mapping[str, Any]:
    """The settings that somebody gave a value which holds today."""
    found = _stored(rulebook) | in_force(entries(rulebook), rulebook.clock().date())
    return {key: value for key, value in found.items() if value is not None}


def _stored(rulebook: Any) -> dict[str, Any]:
    table = rulebook.tables.SettingValue
    return {
        key: unpacked(rulebook.schema.settings[key].field.kind, raw)
        for key, raw in table.select(table.key, table.value).tuples()
        if key in rulebook.schema.settings
    }


def default(rulebook: Any, key: str) -> Any:
    """What the rulebook itself says of a setting, with the other settings as they are."""
    return _default(rulebook, key, rulebook.settings)


def _values(rulebook: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every setting's value: the given one, or else its default."""
    found: dict[str, Any] = {}
    for key in rulebook.schema.settings:
        found[key] = given[key] if given.get(key) is not None else _default(rulebook, key, found)
    return MappingProxyType(found)


def _default(rulebook: Any, key: str, known: Mapping[str, Any]) -> Any:
    field = rulebook.schema.settings[key].field
    if field.default is None:
        return None
    return value(field.default.tree, None, _context(rulebook, known))


def _context(rulebook: Any, known: Mapping[str, Any]) -> Context:
    """What the formulas of settings may ask: the day, and other settings."""
    now = rulebook.clock()
    return Context(None, now.date(), now, known, frozenset(), Calendar((), (), (), ()))


def store(rulebook: Any, actor: Actor, given: Mapping[str, Any], since: Mapping[str, date]) -> None:
    """Read and keep values of settings, all or none; None forgets one: its default holds.

    A dated setting has its value from its day in `since` on, by default from today.
    """
    declared = rulebook.schema.settings
    if not declared.keys() >= given.keys() | since.keys():
        raise NotFound
    today = rulebook.clock().date()
    days = {key: since.get(key, today) for key in given}
    found = _checked(rulebook, {key: declared[key].field for key in given}, given, days)
    undated = [key for key in since if not declared[key].dated]
    if undated:
        raise Refused([_without_days(key, declared[key].field) for key in undated])
    with transaction(rulebook.tables.database):
        for key, kept in found.items():
            if declared[key].dated:
                add(rulebook, actor, key, days[key], kept)
            else:
                _replace(rulebook, actor, key, kept)


def _replace(rulebook: Any, actor: Actor, key: str, kept: Any) -> None:
    table, at = rulebook.tables.SettingValue, rulebook.clock()
    before = table.select(table.value).where(table.key == key).scalar()
    table.delete().where(table.key == key).execute()
    if kept is not None:
        table.insert(key=key, value=packed(kept), changed_at=at, account=actor.account).execute()
    rulebook.tables.History.insert(
        entity=_mark(rulebook),
        record=0,
        at=at,
        account=actor.account,
        person=actor.person,
        who=actor.name,
        action="update",
        changes={key: [before, packed(kept)]},
    ).execute()


def changes(rulebook: Any) -> tuple[Entry, ...]:
    """What was given to settings without dates, None their default, in the order of entering."""
    table, declared = rulebook.tables.History, rulebook.schema.settings
    found = table.select(table.at, table.who, table.changes).where(table.entity == _mark(rulebook))
    return tuple(
        Entry(key, at.date(), unpacked(declared[key].field.kind, after), who, at)
        for at, who, changed in found.order_by(table.id).tuples()
        for key, (_, after) in changed.items()
        if key in declared and not declared[key].dated
    )


def _mark(rulebook: Any) -> str:
    """The name under which settings stand in the history."""
    return str(rulebook.tables.SettingValue._meta.table_name)


def _without_days(key: str, field: Field) -> FieldProblem:
    message = say("{field} has no past: give its value without a date.", field=label(field))
    return FieldProblem(key, message)


def _checked(
    rulebook: Any,
    fields: Mapping[str, Field],
    given: Mapping[str, Any],
    days: Mapping[str, date],
) -> dict[str, Any]:
    """The values that were given; or Refused with what is wrong with each."""
    found, wrong = _read(fields, given)
    for key, new in found.items():
        # A limit that names another setting means the value that is given for it now.
        known = dict(rulebook.settings_on(days[key]))
        for name, other in found.items():
            known[name] = other if other is not None else _default(rulebook, name, known)
        context = _context(rulebook, known)
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
