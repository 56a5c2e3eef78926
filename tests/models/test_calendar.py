"""The calendar: filled once, edited by people, counted in memory as in the database."""

from __future__ import annotations

from datetime import date

from models import calendar
from models.tables import Tables


def test_the_public_calendar_knows_moved_working_days(tables: Tables) -> None:
    calendar.fill(tables, [2024])
    known = calendar.read(tables)
    assert known.is_workday(date(2024, 10, 1)) is False
    assert known.is_workday(date(2024, 10, 12)) is True
    assert known.is_workday(date(2030, 1, 1)) is None


def test_the_database_counts_as_memory_does(tables: Tables) -> None:
    calendar.fill(tables, [2023, 2024])
    known, model = calendar.read(tables), tables.CalendarDay
    assert all(row.number == known.number(row.day) for row in model.select())


def test_filling_twice_adds_nothing_and_keeps_what_was_edited(tables: Tables) -> None:
    assert calendar.fill(tables, [2024]) == 366
    calendar.mark(tables, date(2024, 5, 20), False, "Anniversary")
    assert calendar.fill(tables, [2024]) == 0
    assert calendar.read(tables).is_workday(date(2024, 5, 20)) is False


def test_an_edited_day_moves_every_later_number(tables: Tables) -> None:
    calendar.fill(tables, [2024])
    before = calendar.read(tables).number(date(2024, 12, 31))
    calendar.mark(tables, date(2024, 5, 20), False)
    assert calendar.read(tables).number(date(2024, 12, 31)) == before - 1


def test_the_nth_working_day_has_that_number() -> None:
    week = calendar.calendar_of((date(2024, 6, day), day not in (1, 2)) for day in range(1, 6))
    assert [week.nth(number) for number in (0, 1, 3, 4)] == [
        None,
        date(2024, 6, 3),
        date(2024, 6, 5),
        None,
    ]
