"""The table of working days as administrators keep it: years entered, days switched, who did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from language import say
from models import calendar
from models.calendar import KNOWN_YEARS, is_weekday
from models.database import transaction
from records.actor import Actor, known_as
from records.lacking import not_entered
from records.refusals import FieldProblem, Refused
from records.rulebook import Rulebook

NOTE = 60
"""The characters of a note, which stands in a small square."""

MOST = 100
"""So many changes of a year are told, the latest."""

SET, IMPORTED, BEGUN = "set", "import", "begin"
"""What happened to a day, or to a year."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the table; `name` is its holiday, or the note of whoever edited it."""

    day: date
    workday: bool
    name: str
    edited: bool

    @property
    def special(self) -> bool:
        """Whether it is other than the weekday lets one expect, or has a name."""
        return bool(self.name) or self.edited or self.workday != is_weekday(self.day)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the table: of a day, or of a whole year where `day` is None."""

    at: datetime
    who: str
    day: date | None
    workday: bool
    note: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: days that are new, days that changed, and edited ones that stayed."""

    added: int
    changed: int
    kept: int


def days(rulebook: Rulebook, year: int) -> tuple[Day, ...]:
    """Every day of a year that is entered; none when the year is not."""
    model = rulebook.tables.CalendarDay
    query = model.select().where(calendar.year_of(model, year)).order_by(model.day)
    return tuple(Day(row.day, row.workday, row.name, row.edited) for row in query)


def changes(rulebook: Rulebook, year: int) -> tuple[Changed, ...]:
    """Who changed what in a year, latest first."""
    table = rulebook.tables.History
    query = (
        table.select()
        .where(table.entity == _mark(rulebook), table.record.between(*_numbers(year)))
        .order_by(table.id.desc())
        .limit(MOST)
    )
    return tuple(_changed(row) for row in query)


def _changed(row: Any) -> Changed:
    day = None if row.action in (IMPORTED, BEGUN) else date.fromisoformat(row.changes["day"])
    return Changed(
        row.at, known_as(row.who), day, bool(row.changes.get("workday")), _told(row, row.changes)
    )


def _told(row: Any, counts: Any) -> str:
    if row.action == BEGUN:
        return say("begun by hand from Monday to Friday")
    if row.action != IMPORTED:
        return str(row.comment)
    return in_words(Imported(counts["added"], counts["changed"], counts["kept"]))


def in_words(done: Imported) -> str:
    """What an import did, in words."""
    text = "{added} days entered, {changed} changed, {kept} edited ones kept"
    return say(text, added=done.added, changed=done.changed, kept=done.kept)


# Changing it


def set_day(rulebook: Rulebook, actor: Actor, day: date, workday: bool, note: str) -> None:
    """Say that a day of an entered year is worked or not; Refused says what is missing.

    A day that is set to what the public calendar says counts as not edited again.
    """
    words = " ".join(note.split())
    problems = [*_wrong_day(rulebook, day), *_wrong_note(words)]
    if problems:
        raise Refused(problems)
    with transaction(rulebook.tables.database):
        table: Any = rulebook.tables.CalendarDay
        before = [_stood(table.get(table.day == day))]
        if day.year in KNOWN_YEARS and calendar.public(day)[0] == workday:
            calendar.announce(rulebook.tables, day)
        else:
            calendar.mark(rulebook.tables, day, workday, words)
        told = {"day": day.isoformat(), "workday": workday, "before": before}
        _note(rulebook, actor, int(f"{day:%Y%m%d}"), SET, told, words)
    rulebook.forget_calendar()


def _stood(row: Any) -> list[Any]:
    """A day of the table as the history keeps what it was."""
    return [row.day.isoformat(), row.workday, row.name, row.edited]


def _wrong_day(rulebook: Rulebook, day: date) -> Iterator[FieldProblem]:
    if day.year not in rulebook.calendar.years:
        yield FieldProblem("day", not_entered(day.year))


def _wrong_note(words: str) -> Iterator[FieldProblem]:
    if not words:
        yield FieldProblem("note", say("Write why, as on the notice: it stands on the day."))
    if len(words) > NOTE:
        text = "Write at most {count} characters; these are {found}."
        yield FieldProblem("note", say(text, count=NOTE, found=len(words)))


def import_year(rulebook: Rulebook, actor: Actor, year: int, keep: bool = False) -> Imported:
    """Enter a year from the public calendar, or take it from there again; Refused says why not.

    Where days of the year were edited, they stay, and that must be said with `keep`.
    """
    problem = not_importable(rulebook, year) or ("" if keep else _edited(rulebook, year))
    if problem:
        raise Refused([FieldProblem("year", problem)])
    tables = rulebook.tables
    with transaction(tables.database):
        kept = sum(each.edited for each in days(rulebook, year))
        added = calendar.fill(tables, [year])
        before = [_stood(row) for row in calendar.refresh(tables, year)]
        done = Imported(added, len(before), kept)
        told = {"added": added, "changed": len(before), "kept": kept, "before": before}
        _note(rulebook, actor, year * 10000, IMPORTED, told, "")
    rulebook.forget_calendar()
    return done


def is_announced(year: int) -> bool:
    """Whether the package knows a year."""
    return year in KNOWN_YEARS


def may_begin(rulebook: Rulebook, year: int) -> bool:
    """Whether a year can be begun by hand."""
    return not _not_begun(rulebook, year)


def begin_year(rulebook: Rulebook, actor: Actor, year: int) -> None:
    """Enter a year that the package does not know, Monday to Friday, to be edited by hand.

    Once the package knows it, an import takes every day from there that was not edited.
    """
    problem = _not_begun(rulebook, year)
    if problem:
        raise Refused([FieldProblem("year", problem)])
    with transaction(rulebook.tables.database):
        calendar.fill(rulebook.tables, [year], calendar.ordinary)
        _note(rulebook, actor, year * 10000, BEGUN, {}, "")
    rulebook.forget_calendar()


def _not_begun(rulebook: Rulebook, year: int) -> str:
    if is_announced(year):
        return say("The package chinesecalendar knows {year}: import it.", year=year)
    if year in rulebook.calendar.years:
        return say("{year} is entered already.", year=year)
    return _left_out(rulebook, year)


def not_importable(rulebook: Rulebook, year: int) -> str:
    """Why a year cannot be taken from the public calendar; "" when it can."""
    if year not in KNOWN_YEARS:
        return say(
            "The package chinesecalendar that is installed knows {first} to {last}. The next year "
            "is announced about November; then: pip install --upgrade chinesecalendar, restart, "
            "and import {year}. Until then it can be begun by hand.",
            first=KNOWN_YEARS[0],
            last=KNOWN_YEARS[-1],
            year=year,
        )
    return _left_out(rulebook, year)


def _left_out(rulebook: Rulebook, year: int) -> str:
    entered = rulebook.calendar.years
    if entered and not entered[0] - 1 <= year <= entered[-1] + 1:
        # Running numbers would go on as if the years between had no working day.
        between = entered[-1] + 1 if year > entered[-1] else entered[0] - 1
        return say("No year may be left out: enter {year} first.", year=between)
    return ""


def _edited(rulebook: Rulebook, year: int) -> str:
    found = [each for each in days(rulebook, year) if each.edited]
    if not found:
        return ""
    return say(
        "Days of {year} were changed by hand: {days}. With --force they stay as they are and the "
        "others are taken from the package again.",
        year=year,
        days=say(", ").join(f"{each.day:%m-%d}" for each in found),
    )


# What is written down


def _mark(rulebook: Rulebook) -> str:
    """The name under which the table's changes stand in the history."""
    return str(rulebook.tables.CalendarDay._meta.table_name)


def _numbers(year: int) -> tuple[int, int]:
    """The first and last number of a year's entries: 20261001 for a day, 20260000 for the year."""
    return year * 10000, year * 10000 + 9999


def _note(
    rulebook: Rulebook, actor: Actor, number: int, action: str, told: dict[str, Any], words: str
) -> None:
    rulebook.tables.History.insert(
        entity=_mark(rulebook),
        record=number,
        at=rulebook.clock(),
        account=actor.account,
        person=actor.person,
        who=actor.name,
        action=action,
        changes=told,
        comment=words,
    ).execute()
