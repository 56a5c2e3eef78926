"""Numbers given to records: unique under concurrent writers, restarting by period."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from records.session import Session
from schema.objects import Entity, Field

PART = re.compile(r"\{([^{}]+)\}")

PERIODS: Mapping[str, Callable[[date], str]] = MappingProxyType(
    {
        "YYYY": lambda day: f"{day.year:04d}",
        "YY": lambda day: f"{day.year % 100:02d}",
        "MM": lambda day: f"{day.month:02d}",
        "DD": lambda day: f"{day.day:02d}",
    }
)
"""Part of a pattern to what it says of a day."""


def around(pattern: str, day: date) -> tuple[str, int, str]:
    """What stands before and after the serial on a day, and the serial's width.

    >>> around("XS{YYYY}{MM}{###}", date(2026, 6, 1))
    ('XS202606', 3, '')
    """
    filled = PART.sub(lambda m: PERIODS[m[1]](day) if m[1] in PERIODS else m[0], pattern)
    found = re.search(r"\{(#+)\}", filled)
    if found is None:
        return filled, 1, ""
    return filled[: found.start()], len(found[1]), filled[found.end() :]


def next_number(session: Session, entity: Entity, field: Field) -> str:
    """The next number of a field; the row of its counter stays locked until commit."""
    before, width, after = around(field.pattern, session.now.date())
    serial = _advanced(session, entity, field, before, after)
    return f"{before}{serial:0{width}d}{after}"


def _advanced(session: Session, entity: Entity, field: Field, before: str, after: str) -> int:
    table = session.tables.Sequence
    key, period = f"{entity.name}.{field.name}", f"{before}#{after}"
    mine = (table.key == key) & (table.period == period)
    advance = table.update(last=table.last + 1).where(mine)
    if not advance.execute():
        # The first of its period; somebody else may insert it at the same moment.
        start = largest(session, entity, field, before, after)
        table.insert(key=key, period=period, last=start).on_conflict_ignore().execute()
        advance.execute()
    return int(table.select(table.last).where(mine).scalar())


def largest(session: Session, entity: Entity, field: Field, before: str, after: str) -> int:
    """The highest serial among numbers that came from elsewhere, deleted ones too."""
    column = getattr(session.model(entity.name), field.name)
    rows = session.model(entity.name).select(column).where(column.startswith(before)).tuples()
    return max((serial_of(text, before, after) for (text,) in rows), default=0)


def serial_of(text: str | None, before: str, after: str) -> int:
    """The serial inside a number, 0 when it is not one of these.

    >>> serial_of("XS202606012", "XS202606", "")
    12
    """
    found = re.fullmatch(re.escape(before) + r"(\d{1,15})" + re.escape(after), text or "")
    return int(found[1]) if found else 0


def note_number(session: Session, entity: Entity, field: Field, text: Any) -> None:
    """Let the counter pass a number that was brought along, so that it is not given again."""
    before, _, after = around(field.pattern, session.now.date())
    serial = serial_of(str(text), before, after)
    table = session.tables.Sequence
    if serial:
        table.update(last=serial).where(
            table.key == f"{entity.name}.{field.name}",
            table.period == f"{before}#{after}",
            table.last < serial,
        ).execute()
