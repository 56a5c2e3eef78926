"""The table of working days: entered from the package, edited, and believed by everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from models import calendar
from models.calendar import KNOWN_YEARS
from models.database import connect
from models.tables import Tables
from records import rulebook as kept
from records import workdays
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.query import Query
from records.refusals import Refused
from records.rulebook import Rulebook
from schema.load import read
from schema.objects import Schema

TERMS = """
company: {name: {en: Court}}
roles: {clerk: {label: {en: Clerk}}}
entities:
  term:
    label: {en: Term}
    title: "{name}"
    fields:
      name: {type: string, required: true, label: {en: Name}}
      begun_on: {type: date, required: true, label: {en: Begun on}}
      ended_on: {type: date, label: {en: Ended on}}
      heard_on: {type: date, required: true, default: "add_workdays(begun_on, 5)", label: {en: Heard on}}
      paid_on: {type: date, max: "add_workdays(begun_on, 10)", label: {en: Paid on}}
      due_on: {type: date, formula: "add_workdays(begun_on, 3)", label: {en: Due on}}
      days: {type: integer, formula: "workdays_between(begun_on, ended_on)", label: {en: Days}}
      worked: {type: boolean, formula: "is_workday(begun_on)", label: {en: Worked}}
    checks:
      - {that: "workdays_between(begun_on, ended_on) <= 200", message: {en: Too long}, field: ended_on}
    permissions: {clerk: {read: all, create: all, update: all}}
"""
NEXT = KNOWN_YEARS[-1] + 1
"""The first year that the package does not know."""


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read({"terms.yaml": TERMS})


@pytest.fixture
def court(schema: Schema, database_url: str, tmp_path: Path) -> Iterator[Rulebook]:
    """Terms by working days, 2025 entered, once on each kind of database."""
    rulebook = opened(schema, database_url, tmp_path)
    rulebook.tables.create()
    workdays.import_year(rulebook, SYSTEM, 2025)
    yield rulebook
    closed(rulebook)


def opened(schema: Schema, url: str, folder: Path) -> Rulebook:
    now = datetime(2025, 9, 28, 9)
    return Rulebook(schema, Tables(schema, connect(url)), folder, clock=lambda: now)


def closed(rulebook: Rulebook) -> None:
    database = rulebook.tables.database
    database.close()
    if hasattr(database, "close_all"):
        database.close_all()


def term(rulebook: Rulebook, begun_on: str, **more: object) -> int:
    given = {"name": "A", "begun_on": begun_on, "heard_on": begun_on, **more}
    return Gate(rulebook, SYSTEM).create("term", given).id


def counted(rulebook: Rulebook, id: int) -> list[object]:
    """What SQL computes of a term; memory must say the same."""
    gate = Gate(rulebook, SYSTEM)
    names = ("due_on", "days", "worked")
    record = next(r for r in gate.find("term", Query(columns=names)).records if r.id == id)
    found = [record.values[name] for name in names]
    row = gate.session.row("term", id)
    assert [row.get(name) for name in names] == found
    return found


def refused(ask, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        ask(*given, **more)
    return str(caught.value)


# Entering a year


def test_a_year_is_entered_with_its_holidays_and_the_days_worked_instead(court):
    days = {each.day: each for each in workdays.days(court, 2025)}
    assert len(days) == 365
    assert days[date(2025, 10, 1)].name == "National Day" and not days[date(2025, 10, 1)].workday
    assert days[date(2025, 9, 28)].workday and days[date(2025, 9, 28)].special  # a Sunday
    assert not days[date(2025, 9, 27)].special  # an ordinary Saturday
    assert workdays.days(court, 2024) == ()


def test_a_year_that_the_package_does_not_know_is_refused_in_words(court):
    for year in range(2026, NEXT):
        workdays.import_year(court, SYSTEM, year)
    said = refused(workdays.import_year, court, SYSTEM, NEXT)
    assert f"{KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]}" in said and "pip install" in said


def test_no_year_is_left_out_as_working_days_are_counted_through(court):
    assert "2024 first" in refused(workdays.import_year, court, SYSTEM, 2022)
    assert workdays.import_year(court, SYSTEM, 2024).added == 366


def test_a_year_with_edited_days_is_entered_again_only_when_told_and_keeps_them(court):
    assert workdays.import_year(court, SYSTEM, 2025) == workdays.Imported(0, 0, 0)
    workdays.set_day(court, SYSTEM, date(2025, 5, 20), False, "Anniversary")
    table = court.tables.CalendarDay
    table.update(workday=True, name="").where(table.day == date(2025, 10, 1)).execute()
    assert "05-20" in refused(workdays.import_year, court, SYSTEM, 2025)
    done = workdays.import_year(court, SYSTEM, 2025, keep=True)
    assert done == workdays.Imported(0, 1, 1)
    assert court.calendar.is_workday(date(2025, 5, 20)) is False
    assert court.calendar.is_workday(date(2025, 10, 1)) is False


def test_a_year_may_be_begun_by_hand_until_the_package_knows_it(court):
    assert "knows 2026" in refused(workdays.begin_year, court, SYSTEM, 2026)
    for year in range(2026, NEXT):
        workdays.import_year(court, SYSTEM, year)
    workdays.begin_year(court, SYSTEM, NEXT)
    assert "entered already" in refused(workdays.begin_year, court, SYSTEM, NEXT)
    workdays.set_day(court, SYSTEM, date(NEXT, 1, 1), False, "New year")
    assert court.calendar.is_workday(date(NEXT, 1, 1)) is False
    assert [each.day for each in workdays.changes(court, NEXT)] == [date(NEXT, 1, 1), None]


# Editing a day


def test_an_edited_day_counts_at_once_in_sql_and_in_memory(court):
    id = term(court, "2025-09-30", ended_on="2025-10-09")
    assert counted(court, id) == [date(2025, 10, 11), 1, True]
    workdays.set_day(court, SYSTEM, date(2025, 10, 8), True, "Stocktaking")
    assert counted(court, id) == [date(2025, 10, 10), 2, True]
    workdays.set_day(court, SYSTEM, date(2025, 9, 30), False, "Day off")
    assert counted(court, id) == [date(2025, 10, 10), 2, False]


def test_it_is_told_who_switched_which_day_and_why(court):
    ada = person_actor(court.schema, None, ("clerk",), "Ada")
    workdays.set_day(court, ada, date(2025, 5, 20), False, "  Founded  on this day ")
    told = workdays.changes(court, 2025)[0]
    assert (told.who, told.day, told.workday, told.note) == (
        "Ada", date(2025, 5, 20), False, "Founded on this day"
    )  # fmt: skip
    assert workdays.changes(court, 2024) == ()


def test_a_day_that_is_switched_back_is_as_announced_again(court):
    workdays.set_day(court, SYSTEM, date(2025, 10, 1), True, "By mistake")
    workdays.set_day(court, SYSTEM, date(2025, 10, 1), False, "Undone")
    [day] = [each for each in workdays.days(court, 2025) if each.day == date(2025, 10, 1)]
    assert (day.name, day.edited) == ("National Day", False)
    assert len(workdays.changes(court, 2025)) == 3


def test_a_day_needs_a_reason_and_an_entered_year(court):
    assert "why" in refused(workdays.set_day, court, SYSTEM, date(2025, 5, 20), False, " ")
    assert "at most" in refused(workdays.set_day, court, SYSTEM, date(2025, 5, 20), False, "x" * 61)
    assert "2024" in refused(workdays.set_day, court, SYSTEM, date(2024, 5, 20), False, "x")


def test_another_process_learns_of_it(court, schema, database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
    other = opened(schema, database_url, tmp_path)
    assert other.calendar.is_workday(date(2025, 5, 20)) is True
    workdays.set_day(court, SYSTEM, date(2025, 5, 20), False, "Day off")
    assert other.calendar.is_workday(date(2025, 5, 20)) is False
    # Two changes that leave every sum as it was are noticed as well.
    workdays.set_day(court, SYSTEM, date(2025, 5, 21), False, "Day off")
    other.calendar.number(date(2025, 5, 20))
    workdays.set_day(court, SYSTEM, date(2025, 5, 21), True, "Undone")
    workdays.set_day(court, SYSTEM, date(2025, 5, 22), False, "Day off")
    assert other.calendar.is_workday(date(2025, 5, 22)) is False
    closed(other)


# A year that nobody entered


def test_a_computed_field_is_empty_and_says_why(court):
    id = term(court, "2025-12-30")
    assert counted(court, id) == [None, None, True]
    gate = Gate(court, SYSTEM)
    assert "2026 are not entered yet" in gate.why_empty("term", id, "due_on")
    assert gate.why_empty("term", id, "days") == ""  # there is no end yet
    shown = gate.conditions("term", {"begun_on": "2025-12-30"}, id)
    assert "2026" in shown["due_on"]["why"] and "why" not in shown["days"]
    workdays.import_year(court, SYSTEM, 2026)
    assert counted(court, id)[0] == date(2026, 1, 5)  # the 4th, a Sunday, was worked


def test_a_check_that_cannot_be_judged_is_an_error_at_its_field(court):
    with pytest.raises(Refused) as caught:
        term(court, "2025-12-30", ended_on="2026-01-05")
    [problem] = caught.value.problems
    assert problem.path == "ended_on" and "2026 are not entered yet" in problem.message
    workdays.import_year(court, SYSTEM, 2026)
    assert counted(court, term(court, "2025-12-30", ended_on="2026-01-05"))[1] == 3


def test_a_check_with_an_empty_field_stays_open(court):
    assert term(court, "2025-12-30")


def test_a_limit_or_a_default_that_is_not_known_is_an_error_in_words(court):
    said = refused(term, court, "2025-12-30", paid_on="2025-12-30")
    assert "2026 are not entered yet" in said
    given = {"name": "A", "begun_on": "2025-12-30"}
    with pytest.raises(Refused) as caught:
        Gate(court, SYSTEM).create("term", given)
    [problem] = caught.value.problems
    assert problem.path == "heard_on" and "2026 are not entered yet" in problem.message


def test_numbers_hang_together_whatever_was_edited(court):
    workdays.set_day(court, SYSTEM, date(2025, 1, 2), False, "Day off")
    known, model = calendar.read(court.tables), court.tables.CalendarDay
    assert all(row.number == known.number(row.day) for row in model.select())
