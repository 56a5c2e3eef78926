"""What people write about single figures of a sheet, and which figures still need words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.rulebook import Rulebook
from schema.indicators import Scorecard


@dataclass(frozen=True, slots=True)
class Note:
    """A record about one figure of a sheet: the fields that it must fill in, and what it says."""

    kpi: str
    record: int
    texts: Mapping[str, str]
    shown: str


def notes_of(rulebook: Rulebook, card: Scorecard, sheet: int) -> tuple[Note, ...]:
    """The notes on a sheet, the first written first."""
    notes = card.notes
    if notes is None:
        return ()
    table: Any = rulebook.tables.model(notes.of)
    rows = table.select().where(getattr(table, notes.sheet) == sheet, table.deleted_at.is_null())
    fields = tuple(dict.fromkeys((*notes.needed, *((notes.shown,) if notes.shown else ()))))
    return tuple(
        Note(
            str(getattr(row, notes.kpi)),
            row.id,
            {name: str(getattr(row, name) or "") for name in fields},
            str(getattr(row, notes.shown) or "") if notes.shown else "",
        )
        for row in rows.order_by(table.id)
    )


def unexplained(
    card: Scorecard, missed: tuple[str, ...], notes: tuple[Note, ...]
) -> tuple[str, ...]:
    """The missed figures of a sheet whose note lacks something that it needs."""
    if card.notes is None or not card.notes.needed:
        return ()
    told = {
        note.kpi for note in notes if all(note.texts[name].strip() for name in card.notes.needed)
    }
    return tuple(name for name in missed if name not in told)
