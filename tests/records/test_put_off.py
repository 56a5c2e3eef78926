"""A reminder that was read leaves the desk and comes round again as often as its rule says."""

from datetime import date, datetime

import pytest

from language import speaking
from models import calendar
from records.gate import Gate
from records.put_off import first_day, in_words
from records.refusals import NotFound
from records.rulebook import Rulebook

RULE = "state = 'asked' and days > 20"
FRIDAY, SATURDAY, MONDAY = date(2026, 6, 12), date(2026, 6, 13), date(2026, 6, 15)


@pytest.fixture
def late(member, system, book):
    """A loan that the head must decide on, for which a reminder holds."""
    loan = member.create("loan", {"items": [{"book": book()}]})
    member.move("loan", loan.id, "ask")
    system.update("loan", loan.id, {"days": 25}, None)
    return loan.id


def on(rulebook, gate, moment):
    """The same person at another time."""
    book = Rulebook(rulebook.schema, rulebook.tables, rulebook.files_folder, lambda: moment)
    return Gate(book, gate.actor)


def test_what_was_read_comes_back_on_the_next_working_day(rulebook, librarian, late):
    calendar.fill(rulebook.tables, [2026])
    librarian.put_off("loan", late, RULE)
    assert on(rulebook, librarian, datetime(2026, 6, 15, 23, 59)).reminders() == ()
    (again,) = on(rulebook, librarian, datetime(2026, 6, 16, 0, 1)).reminders()
    assert (again.id, again.rule.when.text) == (late, RULE)


def test_it_may_be_put_off_again_and_is_written_down_once(rulebook, librarian, late):
    calendar.fill(rulebook.tables, [2026])
    librarian.put_off("loan", late, RULE)
    tuesday = on(rulebook, librarian, datetime(2026, 6, 16, 9))
    tuesday.put_off("loan", late, RULE)
    assert on(rulebook, librarian, datetime(2026, 6, 16, 18)).reminders() == ()
    assert rulebook.tables.Reminder.select().count() == 1


def test_whoever_reads_it_takes_it_off_the_own_desk_only(
    rulebook, librarian, gate_of, late, system, people
):
    boss = gate_of("ada", "head")
    system.update("reader", people.dan, {"superior": people.ada}, None)
    assert [each.id for each in boss.reminders()] == [late]
    librarian.put_off("loan", late, RULE)
    assert [each.id for each in boss.reminders()] == [late]


@pytest.mark.parametrize(
    "about",
    [
        pytest.param(("loan", 0, RULE), id="no such record"),
        pytest.param(("loan", 1, "state = 'lent'"), id="no such rule"),
        pytest.param(("book", 1, RULE), id="an entity without workflow"),
        pytest.param(("lion", 1, RULE), id="no such entity"),
    ],
)
def test_only_what_one_is_reminded_of_can_be_put_off(librarian, late, about):
    with pytest.raises(NotFound):
        librarian.put_off(*about)


def test_a_record_that_is_not_ones_own_to_read_cannot_be_put_off(gate_of, late):
    with pytest.raises(NotFound):
        gate_of("cai", "librarian").put_off("loan", late, RULE)


@pytest.mark.parametrize(
    ("every", "today", "since"),
    [
        ("1 workday", MONDAY, MONDAY),
        ("1 workday", SATURDAY, FRIDAY),
        ("2 workdays", MONDAY, FRIDAY),
        ("1 day", MONDAY, MONDAY),
        ("3 days", MONDAY, SATURDAY),
        ("1 week", MONDAY, date(2026, 6, 9)),
        ("1 month", MONDAY, date(2026, 5, 16)),
    ],
)
def test_who_read_it_since_then_is_left_in_peace(rulebook, every, today, since):
    calendar.fill(rulebook.tables, [2026])
    assert first_day(every, today, calendar.read(rulebook.tables)) == since


def test_where_the_year_is_not_entered_working_days_are_plain_days(rulebook):
    assert first_day("2 workdays", MONDAY, calendar.read(rulebook.tables)) == date(2026, 6, 14)


def test_it_is_said_when_it_comes_back():
    with speaking("en"):
        assert in_words("1 week") == "Comes back in a week if it still holds"
        assert in_words("2 workdays") == "Comes back after 2 working days if it still holds"
