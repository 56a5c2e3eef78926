"""Duties that open cycles: the sheets of scorecards, each made once and each on its own.

What a cycle is, is known further up: it is asked of the rulebook's `opener`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from language import current, say
from models.database import transaction
from records.duties import (
    WHOLE_DAY,
    Declared,
    Done,
    Failure,
    Slot,
    declared,
    gate_on,
    keep,
    why_not,
)
from records.gate import Gate
from records.rulebook import Rulebook

AT_ONCE = 50
"""So many sheets are made in one transaction, so that others may write in between."""


@dataclass(frozen=True, slots=True)
class DueSheet:
    """A sheet that belongs to a cycle: under which key, whose, of what; `there` if it is made.

    `source` is the person or department, a record of `of` that is called `title`; `about` is
    the scorecard and the period in words. `make` gives the new sheet's number.
    """

    key: str
    of: str
    source: int
    title: str
    about: str
    there: int | None
    make: Callable[[], int]


class Opener(Protocol):
    """Knows the sheets of the cycle of a scorecard that ended last before a day."""

    def __call__(self, gate: Gate, card: str, day: date) -> Sequence[DueSheet]:
        """Every sheet that belongs to it, made already or not; none where it is closed."""


class NoOpener(TypeError):
    """A rulebook whose duties open cycles was made without anything that knows cycles."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The duty {key} opens cycles, and this Rulebook knows none: make it with opener=…"
        )


def check_opener(rulebook: Rulebook) -> None:
    """Raise NoOpener where duties open cycles and nothing is there that knows them."""
    for due in declared(rulebook.schema):
        if due.duty.open:
            opener_of(rulebook, due)


def opener_of(rulebook: Rulebook, due: Declared) -> Opener:
    """What knows the cycles of a rulebook; raises NoOpener."""
    if rulebook.opener is None:
        raise NoOpener(due.key)
    found: Opener = rulebook.opener
    return found


def open_cycles(
    rulebook: Rulebook, due: Declared, day: date, only: set[int] | None
) -> Iterator[Done | Failure | None]:
    """Make every sheet that a duty is due for on a day, of all people or some of them."""
    if only is not None and WHOLE_DAY in only:
        only = None
    for card in due.duty.open:
        try:
            with transaction(rulebook.tables.database):
                found = opener_of(rulebook, due)(gate_on(rulebook, day), card, day)
        except Exception as fault:
            label = rulebook.schema.scorecards[card].label.text(current())
            why = why_not(fault, f"{due.key} could not open {card} on {day}")
            yield Failure(due.key, day.isoformat(), WHOLE_DAY, "", _told(label, why))
            continue
        wanted = [each for each in found if only is None or each.source in only]
        yield from _made(rulebook, due, day, _unsettled(rulebook, due, day, wanted))


def _unsettled(
    rulebook: Rulebook, due: Declared, day: date, sheets: list[DueSheet]
) -> list[DueSheet]:
    """The sheets that the duty neither made nor found before; one deleted since is not made again.

    What a duty made for a record on the day itself counts, too: before its rulebook said
    `open` it may have made the same sheets one by one.
    """
    table: Any = rulebook.tables.platform["Duty"]
    before = day.isoformat()
    keys = {before, *(each.key for each in sheets)}
    query = table.select(table.day, table.source).where(
        table.duty == due.key, table.day.in_(sorted(keys))
    )
    known = set(query.tuples())
    return [each for each in sheets if not known & {(each.key, each.source), (before, each.source)}]


def _made(
    rulebook: Rulebook, due: Declared, day: date, sheets: list[DueSheet]
) -> Iterator[Done | Failure | None]:
    for start in range(0, len(sheets), AT_ONCE):
        gate = gate_on(rulebook, day)
        with transaction(rulebook.tables.database):
            yield from [_kept(gate, due, day, each) for each in sheets[start : start + AT_ONCE]]


def _kept(gate: Gate, due: Declared, day: date, wanted: DueSheet) -> Done | Failure | None:
    slot = Slot(due, day.isoformat(), wanted.key, wanted.source, wanted.of)
    found = keep(gate, slot, partial(_sheet, gate, due, wanted), lambda: wanted.title)
    if isinstance(found, Failure):
        return replace(found, why=_told(wanted.about, found.why))
    return found


def _told(sheet: str, why: str) -> str:
    """Why something failed, with the scorecard, as one duty opens several."""
    return say("{sheet}: {why}", sheet=sheet, why=why)


def _sheet(gate: Gate, due: Declared, wanted: DueSheet) -> tuple[int, bool]:
    """The sheet that is due and whether it had to be made."""
    if wanted.there is not None:
        return wanted.there, False
    made = wanted.make()
    gate.note(due.entity.name, made, "duty", str(due.duty.label))
    return made, True
