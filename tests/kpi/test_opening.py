"""Duties that open cycles: the sheets of the period that has ended, each on its own, once."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest

from kpi.closing import close_cycle
from kpi.cycle import open_cycle, status
from kpi.period import Period
from models import calendar
from models.tables import Tables
from records.duty_runs import last_run, run, standings
from records.history import history
from records.openings import NoOpener
from records.query import Query
from records.refusals import Refused
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.appraised import bath, opened
from tests.kpi.test_transfers import FIELDS, SPLIT, moved

JUNE, JULY = Period.parse("2026-06"), Period.parse("2026-07")
GRANT = "permissions: {chief: {read: all, create: true, update: all}}\n"
DUTY = "monthly: {label: 开表, every: month, day: 1, workday: true, open: [card]}"
WHOSE = "attendant: {type: link, to: attendant, required: true, label: 救生员}"


def with_duty(*changes, duty=DUTY, more=""):
    """The bath in which a duty opens the cycles."""
    refused = "checks: [{that: \"attendant.name != '坏账'\", message: 不考核此人}]"
    added = f"{GRANT}    {refused}\n    duties:\n      {duty}\n"
    return bath((GRANT, added), *changes, more=more)


def at(world, day):
    """Go to a day, shortly after midnight."""
    world.book.clock = lambda: datetime.fromisoformat(f"{day}T00:05")


@pytest.fixture
def world(request, database_url, tmp_path):
    """A bath on a Tuesday in June, with working days of the year, whose duties were begun."""
    with opened(getattr(request, "param", with_duty()), database_url, tmp_path) as found:
        calendar.fill(found.book.tables, [2026])
        at(found, "2026-06-30")
        run(found.book)
        yield found


def sheets(world, *names):
    """Of every sheet whose it is, its month, and more of its fields."""
    shown = ("attendant", "month", *names)
    found = world.gate.find("sheet", Query(columns=shown, sort=("id",), size=200)).records
    return [tuple(each.values[name] for name in shown) for each in found]


def test_on_its_day_everybody_to_whom_the_card_applies_gets_the_sheet_of_last_month(world):
    lin, he = world.person("小林"), world.person("小何")
    at(world, "2026-07-01")
    outcome = run(world.book)
    assert (outcome.made, outcome.found, outcome.failures) == (2, 0, [])
    assert sheets(world) == [(lin, JUNE.month), (he, JUNE.month)]
    assert {(each.key, each.day, each.source) for each in outcome.done} == {
        ("sheet.monthly", "2026-07-01", lin),
        ("sheet.monthly", "2026-07-01", he),
    }
    first = world.gate.session.row("sheet", outcome.done[0].record)
    told = history(world.gate.session, world.book.entity("sheet"), first)
    assert [(each.action, each.comment) for each in told] == [("duty", "开表"), ("create", "")]
    (standing,) = standings(world.book)
    assert (standing.made, standing.next_day) == (2, date(2026, 8, 3))
    again = run(world.book)
    assert (again.made, again.found) == (0, 0)


def test_a_day_that_was_missed_is_caught_up_and_a_free_one_moves_on(world):
    world.person()
    at(world, "2026-08-05")  # the 1st was a Saturday
    assert [(each.day, each.made) for each in run(world.book).done] == [
        ("2026-07-01", True),
        ("2026-08-03", True),
    ]
    assert [month for _, month in sheets(world)] == [JUNE.month, JULY.month]


def test_a_sheet_that_is_refused_holds_up_nobody_and_is_tried_again(world):
    bad, lin = world.person("坏账"), world.person("小林")
    at(world, "2026-07-01")
    outcome = run(world.book)
    assert [each.source for each in outcome.done] == [lin]
    (failure,) = outcome.failures
    assert (failure.source, failure.of, failure.title) == (bad, "attendant", "坏账")
    assert failure.why == "考核表 2026年6月：不考核此人"
    at(world, "2026-07-20")
    assert run(world.book).failures == [failure]
    assert last_run(world.book).failures == (failure,)
    world.gate.update("attendant", bad, {"name": "好账"}, None)
    outcome = run(world.book)
    assert (outcome.made, outcome.failures) == (1, [])
    assert sheets(world)[-1] == (bad, JUNE.month)


def test_what_is_there_is_found_and_what_was_deleted_is_not_made_again(world):
    lin, he = world.person("小林"), world.person("小何")
    by_hand = world.sheet(lin)
    at(world, "2026-07-01")
    outcome = run(world.book)
    assert (outcome.made, outcome.found) == (1, 1)
    for each in outcome.done:
        world.gate.delete("sheet", each.record)
    assert by_hand in {each.record for each in outcome.done}
    again = run(world.book, since=date(2026, 7, 1))
    assert (again.made, again.found, again.failures) == (0, 0, [])
    assert {each.id for each in status(world.gate, world.card, JUNE).without} == {lin, he}


def test_a_dry_run_tells_and_keeps_nothing(world):
    world.person()
    at(world, "2026-07-01")
    assert run(world.book, dry_run=True).made == 1
    assert sheets(world) == []
    assert run(world.book).made == 1


def test_a_closed_cycle_is_left_alone(world):
    id = world.sheet(world.person("小林"))
    for button in ("approve", "close"):
        world.gate.move("sheet", id, button)
    close_cycle(world.gate, world.card, JUNE)
    world.person("后来的")
    at(world, "2026-07-01")
    outcome = run(world.book)
    assert (outcome.done, outcome.failures) == ([], [])


@pytest.mark.parametrize("world", [with_duty(more="length: quarter")], indirect=True)
def test_a_quarters_card_waits_for_the_end_of_the_quarter(world):
    world.person()
    for day in ("2026-07-01", "2026-08-03", "2026-09-01"):
        at(world, day)
        run(world.book)
        assert [month for _, month in sheets(world)] == [date(2026, 4, 1)]
    at(world, "2026-10-09")
    run(world.book)
    assert [month for _, month in sheets(world)] == [date(2026, 4, 1), date(2026, 7, 1)]


YEARLY = with_duty(more="length: year", duty="yearly: {every: year, month: 1, day: 1, open: card}")


@pytest.mark.parametrize("world", [YEARLY], indirect=True)
def test_a_years_card_is_opened_of_the_year_that_is_over(world):
    world.person()
    at(world, "2026-12-31")
    assert run(world.book).made == 0
    at(world, "2027-01-08")
    run(world.book)
    assert [month for _, month in sheets(world)] == [date(2026, 1, 1)]


SHIFTED = with_duty(
    ("people: {entity:", "company: {month_starts_on: 26}\npeople: {entity:"),
    duty="monthly: {every: month, day: 26, open: card}",
)


@pytest.mark.parametrize("world", [SHIFTED], indirect=True)
def test_months_that_begin_on_the_26th_have_ended_on_that_day(world):
    world.person()
    at(world, "2026-07-26")
    run(world.book)
    assert [month for _, month in sheets(world)] == [JULY.month]


DATED = with_duty(more="set: {accidents: day(today())}")


@pytest.mark.parametrize("world", [DATED], indirect=True)
def test_today_is_the_day_of_the_duty(world):
    world.person()
    at(world, "2026-07-20")
    run(world.book)
    assert sheets(world, "accidents")[0][2] == 1


NAMED = (
    WHOSE,
    WHOSE.replace("required", 'where: "left_on is empty or left_on >= today()", required'),
)
EMPLOYED = with_duty(NAMED, more="prorate: {from: hired_on, until: left_on}")


@pytest.mark.parametrize("world", [EMPLOYED], indirect=True)
def test_who_joined_later_or_left_since_has_no_sheet_and_keeps_nobody_from_one(world):
    here = world.person("在职", hired_on="2026-06-30")
    world.person("新来", hired_on="2026-07-01")
    world.person("早走", left_on="2026-05-31")
    world.person("刚走", left_on="2026-06-30")
    going = world.person("要走", left_on="2026-07-01")
    at(world, "2026-07-01")
    outcome = run(world.book)
    assert outcome.failures == []
    assert sheets(world) == [(here, JUNE.month), (going, JUNE.month)]


@pytest.mark.parametrize("world", [EMPLOYED], indirect=True)
def test_the_desk_is_not_held_up_by_who_left_either(world):
    here = world.person("在职")
    world.person("刚走", left_on="2026-06-30")
    at(world, "2026-07-02")
    gate = type(world.gate)(world.book, world.gate.actor)
    open_cycle(gate, world.card, JUNE)
    assert sheets(world) == [(here, JUNE.month)]
    assert status(gate, world.card, JUNE).without == ()


DIVIDED = with_duty(*FIELDS, more=SPLIT).replace(
    "position: post}",
    "position: post, assignments: {of: move, person: who, department: to, before: left, from: day, position: post, position_before: was}}",
    1,
)


@pytest.mark.parametrize("world", [DIVIDED], indirect=True)
def test_who_was_transferred_has_two_sheets_and_either_is_deleted_for_good(world):
    world.pools = [world.gate.create("pool", {"name": name}).id for name in ("东池", "西池")]
    lin = world.person("小林", pool=world.pools[1])
    moved(world, lin, "2026-06-11")
    at(world, "2026-07-01")
    first, second = run(world.book).done
    assert sheets(world, "since", "until") == [
        (lin, JUNE.month, date(2026, 6, 1), date(2026, 6, 10)),
        (lin, JUNE.month, date(2026, 6, 11), date(2026, 6, 30)),
    ]
    assert first.source == second.source == lin and first.record != second.record
    world.gate.delete("sheet", second.record)
    assert run(world.book, since=date(2026, 7, 1)).done == []
    assert len(sheets(world)) == 1


LENGTH = with_duty(more="length: setting.excellent_min")


@pytest.mark.parametrize("world", [LENGTH], indirect=True)
def test_a_card_whose_length_is_not_known_waits_for_it(world):
    world.person()
    at(world, "2026-07-01")
    (failure,) = run(world.book).failures
    assert failure.why.startswith("考核表：") and "setting.excellent_min" in failure.why
    at(world, "2026-07-08")
    assert run(world.book).failures == [failure]
    world.book.set_settings(world.gate.actor, {"excellent_min": 2})
    outcome = run(world.book)
    assert (outcome.made, outcome.failures) == (1, [])
    assert [month for _, month in sheets(world)] == [date(2026, 5, 1)]


def test_without_anything_that_knows_cycles_a_run_says_so_and_does_nothing(world):
    world.person()
    at(world, "2026-07-01")
    world.book.opener = None
    with pytest.raises(NoOpener, match=r"sheet\.monthly"):
        run(world.book)
    assert last_run(world.book).until == date(2026, 6, 30)


def test_what_the_duty_made_before_it_opened_cycles_counts(world):
    """The rulebook made the sheets one by one, and one was deleted."""
    one_by_one = 'monthly: {every: month, day: 1, workday: true, each: attendant, set: {attendant: id, month: "add_months(today(), -1)"}}'
    schema = read({"world.yaml": with_duty(duty=one_by_one)})
    tables, clock = Tables(schema, world.book.tables.database), world.book.clock
    old = partial(Rulebook, schema, tables, world.book.files_folder)
    lin, he = world.person("小林"), world.person("小何")
    at(world, "2026-07-01")
    clock = world.book.clock
    made = run(old(clock)).done
    assert [each.source for each in made] == [lin, he]
    world.gate.delete("sheet", made[0].record)
    outcome = run(world.book, since=date(2026, 7, 1))
    assert (outcome.done, outcome.failures) == ([], [])
    assert sheets(world) == [(he, JUNE.month)]


def test_nothing_that_a_run_could_open_is_opened_twice_by_hand(world):
    world.person()
    at(world, "2026-07-01")
    run(world.book)
    assert open_cycle(world.gate, world.card, JUNE).made == ()
    with pytest.raises(Refused):
        world.gate.create("sheet", {"attendant": world.person("坏账"), "month": "2026-06"})
