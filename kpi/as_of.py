"""The records as they stood at an earlier moment, for as long as somebody looks at them.

What happened since is undone, latest first, in a transaction that is never kept: figures are
computed by the same engine on the same database, which is then as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from models import calendar
from models.database import transaction
from records.packing import unpacked
from records.rulebook import Rulebook
from records.workdays import BEGUN, IMPORTED, SET
from schema.objects import Entity

INSTANT = timedelta(seconds=1)


class _Over(Exception):  # noqa: N818 - ends the transaction, is no error
    """Ends a transaction that is not to be kept."""


@contextmanager
def records_as_of(rulebook: Rulebook, until: datetime) -> Iterator[Rulebook]:
    """The rulebook on the records, settings and working days that were known before a moment.

    Declarations are those of now. Whoever writes waits until the look is over.
    """
    with suppress(_Over), transaction(rulebook.tables.database):
        _wind_back(rulebook, until)
        yield Rulebook(
            rulebook.schema,
            rulebook.tables,
            rulebook.files_folder,
            clock=lambda: min(until - INSTANT, rulebook.clock()),
            until=until,
        )
        raise _Over


def _wind_back(rulebook: Rulebook, until: datetime) -> None:
    """Undo everything in the history since a moment, the latest first."""
    tables = rulebook.tables
    table: Any = tables.History
    since = table.select().where(table.at >= until).order_by(table.id.desc())
    settings, days = (
        str(model._meta.table_name) for model in (tables.SettingValue, tables.CalendarDay)
    )
    for entry in list(since):
        if entry.entity == settings:
            _setting(rulebook, entry)
        elif entry.entity == days:
            _day(rulebook, entry)
        elif entry.entity in rulebook.schema.entities and entry.record is not None:
            _undo(rulebook, rulebook.schema.entities[entry.entity], entry, until)


def _undo(rulebook: Rulebook, entity: Entity, entry: Any, until: datetime) -> None:
    """Undo one act on a record."""
    model: Any = rulebook.tables.model(entity.name)
    mine = model.id == entry.record
    if entry.version == 1:
        _unmake(rulebook, entity, entry.record)
        return
    columns: dict[str, Any] = {}
    if entry.version is not None:
        columns["version"] = entry.version - 1
    if entry.action == "delete":
        columns["deleted_at"] = None
    elif entry.action == "restore":
        columns["deleted_at"] = until
    columns |= _before(rulebook, entity, entry)
    if columns:
        model.update(**columns).where(mine).execute()


def _unmake(rulebook: Rulebook, entity: Entity, record: int) -> None:
    """Take away a record that was not there, its lines first: they were made with it."""
    for field in entity.fields.values():
        if field.type == "lines":
            child: Any = rulebook.tables.model(field.of)
            lines = child.select(child.id).where(getattr(child, field.by) == record)
            for (line,) in list(lines.tuples()):
                _unmake(rulebook, rulebook.schema.entities[field.of], line)
        elif field.type == "links" and field.stored:
            through = rulebook.tables.through(entity.name, field.name)
            through.delete().where(through.source == record).execute()
    model: Any = rulebook.tables.model(entity.name)
    model.delete().where(model.id == record).execute()


def _before(rulebook: Rulebook, entity: Entity, entry: Any) -> dict[str, Any]:
    """The columns that an act changed, as they were; several links are put back at once."""
    found: dict[str, Any] = {}
    for name, told in (entry.changes or {}).items():
        field = entity.fields.get(name)
        # Lines have a history of their own.
        if field is None or field.type == "lines" or not field.stored:
            continue
        before = unpacked(field.kind, told[0])
        if field.type == "links":
            _link(rulebook, entity, name, entry.record, before or ())
        else:
            found[name] = before
    return found


def _link(rulebook: Rulebook, entity: Entity, name: str, record: int, targets: Any) -> None:
    through = rulebook.tables.through(entity.name, name)
    through.delete().where(through.source == record).execute()
    if targets:
        through.insert_many([{"source": record, "target": target} for target in targets]).execute()


def _setting(rulebook: Rulebook, entry: Any) -> None:
    """Give a setting without dates the value that it had."""
    table: Any = rulebook.tables.SettingValue
    for key, (before, _) in (entry.changes or {}).items():
        table.delete().where(table.key == key).execute()
        if before is not None:
            table.insert(key=key, value=before, changed_at=entry.at, account=None).execute()


def _day(rulebook: Rulebook, entry: Any) -> None:
    """Take back days of the calendar, or a year that was not entered before."""
    tables, told = rulebook.tables, entry.changes or {}
    for day, workday, name, edited in told.get("before", ()):
        calendar.put_back(tables, date.fromisoformat(day), workday, name, edited)
    if entry.action == SET and "before" not in told:
        # Entries of earlier releases do not say what the day was.
        day = date.fromisoformat(told["day"])
        calendar.mark(tables, day, _worked_before(rulebook, entry, day))
    elif entry.action == BEGUN or (entry.action == IMPORTED and _whole(told)):
        table: Any = tables.CalendarDay
        table.delete().where(calendar.year_of(table, entry.record // 10000)).execute()


def _whole(told: Mapping[str, Any]) -> bool:
    """Whether an import entered a year that was not there."""
    return bool(told.get("added")) and not told.get("changed")


def _worked_before(rulebook: Rulebook, entry: Any, day: date) -> bool:
    """Whether a day was worked before somebody set it."""
    table: Any = rulebook.tables.History
    mine = (table.entity == entry.entity) & (table.record == entry.record)
    earlier = mine & (table.id < entry.id) & (table.action == SET)
    last = table.select().where(earlier).order_by(table.id.desc()).first()
    if last is not None:
        return bool(last.changes["workday"])
    known = day.year in calendar.KNOWN_YEARS
    return (calendar.public if known else calendar.ordinary)(day)[0]
