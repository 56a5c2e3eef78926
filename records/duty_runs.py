"""Runs of the duties: every day since the last one caught up, what failed tried again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import peewee

from models.database import transaction
from records.duties import (
    ONCE,
    WHOLE_DAY,
    Declared,
    Done,
    Failure,
    begin,
    declared,
    gate_on,
    missing,
)
from records.duties import make as make_one
from records.openings import check_opener, open_cycles
from records.rhythm import UnknownDay, days, falls_on, next_day
from records.rulebook import Rulebook

AT_ONCE = 50
"""So many records are made in one transaction, so that others may write in between."""


@dataclass(slots=True)
class Outcome:
    """What a run did: the records that it made or found, and what could not be made."""

    until: date
    done: list[Done] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def made(self) -> int:
        """How many records were made."""
        return sum(each.made for each in self.done)

    @property
    def found(self) -> int:
        """How many were there already, made by hand."""
        return len(self.done) - self.made

    def note(self, results: Iterable[Done | Failure | None]) -> None:
        """Add what came of some records."""
        for each in results:
            if isinstance(each, Done):
                self.done.append(each)
            elif isinstance(each, Failure):
                self.failures.append(each)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest run: when, for whom, what failed, and the last day that any run came to."""

    at: datetime
    until: date
    who: str
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One duty: when it is due next, what it made this month, and what failed last time."""

    due: Declared
    next_day: date | None
    made: int
    found: int
    failures: tuple[Failure, ...]


class _Undone(Exception):
    """Ends a run that was only to be tried."""


def run(
    rulebook: Rulebook,
    until: date | None = None,
    since: date | None = None,
    dry_run: bool = False,
    who: str = "",
) -> Outcome:
    """Make every record that is due up to a day, today unless another is named.

    Each duty goes on from the last run's day, or from the day on which it was first seen;
    `since` goes further back. What exists, or was made and deleted since, is not made
    again. With `dry_run` everything is done and then undone.
    """
    check_opener(rulebook)
    outcome = Outcome(until or rulebook.clock().date())
    if not dry_run:
        _run(rulebook, outcome, since, who)
        return outcome
    try:
        with transaction(rulebook.tables.database):
            _run(rulebook, outcome, since, who)
            raise _Undone
    except _Undone:
        return outcome


def _run(rulebook: Rulebook, outcome: Outcome, since: date | None, who: str) -> None:
    before = last_run(rulebook)
    for due in declared(rulebook.schema):
        if due.duty.every:
            _by_the_day(rulebook, due, outcome, since, before)
        else:
            _by_the_row(rulebook, due, outcome, since)
    _write_down(rulebook, outcome, who)


def _by_the_day(
    rulebook: Rulebook, due: Declared, outcome: Outcome, since: date | None, before: LastRun | None
) -> None:
    """Do a duty with a rhythm: what failed before, then day after day."""
    first = begin(rulebook, due)
    if before is not None:
        first = min([max(first, before.until), *_stopped_at(due, before)])
    first = min(first, since or first)
    if before is not None:
        _again(rulebook, due, outcome, before, first)
    last = outcome.until + timedelta(days=due.duty.ahead)
    for day in days(first, last):
        try:
            if falls_on(due.duty, day, rulebook.calendar):
                _on_day(rulebook, due, day, outcome, None)
        except UnknownDay as unknown:
            outcome.failures.append(Failure(due.key, day.isoformat(), WHOLE_DAY, "", str(unknown)))
            return


def _stopped_at(due: Declared, before: LastRun) -> Iterator[date]:
    """The day at which the last run could not go on with a duty."""
    for failure in before.failures:
        if failure.key == due.key and failure.source == WHOLE_DAY:
            yield date.fromisoformat(failure.day)


def _again(
    rulebook: Rulebook, due: Declared, outcome: Outcome, before: LastRun, first: date
) -> None:
    """Try what failed in the last run and lies before the first day, where it is still due."""
    failed: dict[str, set[int]] = {}
    for failure in before.failures:
        if failure.key == due.key and failure.day < first.isoformat():
            failed.setdefault(failure.day, set()).add(failure.source)
    for day, only in sorted(failed.items()):
        _on_day(rulebook, due, date.fromisoformat(day), outcome, only)


def _on_day(
    rulebook: Rulebook, due: Declared, day: date, outcome: Outcome, only: set[int] | None
) -> None:
    """Make what a duty is due for on one day."""
    if due.duty.open:
        outcome.note(open_cycles(rulebook, due, day, only))
        return
    key = day.isoformat()
    found = missing(gate_on(rulebook, day), due, key)
    wanted = [id for id in found if only is None or id in only]
    outcome.note(_made(rulebook, due, key, day, wanted))


def _by_the_row(rulebook: Rulebook, due: Declared, outcome: Outcome, since: date | None) -> None:
    """Make what is due once for each record whose change was not noticed when it happened."""
    begin(rulebook, due)
    today = rulebook.clock().date()
    found = missing(gate_on(rulebook, today), due, ONCE, since)
    outcome.note(_made(rulebook, due, ONCE, today, found))


def _made(
    rulebook: Rulebook, due: Declared, key: str, day: date, sources: list[int]
) -> Iterator[Done | Failure | None]:
    for start in range(0, len(sources), AT_ONCE):
        gate = gate_on(rulebook, day)
        with transaction(rulebook.tables.database):
            yield from [make_one(gate, due, key, id) for id in sources[start : start + AT_ONCE]]


# What is told of runs


def _write_down(rulebook: Rulebook, outcome: Outcome, who: str) -> None:
    table: Any = rulebook.tables.platform["DutyRun"]
    now = rulebook.clock().replace(microsecond=0)
    table.insert(
        at=now,
        until=min(outcome.until, now.date()),
        who=who,
        made=outcome.made,
        found=outcome.found,
        failures=[asdict(failure) for failure in outcome.failures],
    ).execute()


def last_run(rulebook: Rulebook) -> LastRun | None:
    """The latest run of the duties; None before the first."""
    table: Any = rulebook.tables.platform["DutyRun"]
    found = table.select().order_by(table.id.desc()).limit(1).first()
    if found is None:
        return None
    failures = tuple(Failure(**failure) for failure in found.failures or ())
    until = table.select(peewee.fn.MAX(table.until)).scalar()
    return LastRun(found.at, until, found.who, failures)


def standings(rulebook: Rulebook) -> tuple[Standing, ...]:
    """How every duty stands today."""
    last = last_run(rulebook)
    counted = _this_month(rulebook)
    today = rulebook.clock().date()
    return tuple(
        Standing(
            due,
            next_day(due.duty, today, rulebook.calendar) if due.duty.every else None,
            counted.get((due.key, True), 0),
            counted.get((due.key, False), 0),
            tuple(f for f in last.failures if f.key == due.key) if last else (),
        )
        for due in declared(rulebook.schema)
    )


def _this_month(rulebook: Rulebook) -> dict[tuple[str, bool], int]:
    """How many records each duty made, or found, since the first of this month."""
    table: Any = rulebook.tables.platform["Duty"]
    start = datetime.combine(rulebook.clock().date().replace(day=1), time.min)
    counted = table.select(table.duty, table.made, peewee.fn.COUNT(table.id))
    mine = counted.where(table.at >= start, table.record.is_null(False))
    rows = mine.group_by(table.duty, table.made).tuples()
    return {(duty, bool(made)): count for duty, made, count in rows}
