"""Who changes department or post within a period has a sheet for each stretch of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi import thawed
from kpi.cycle import open_cycle, status
from kpi.figures import Figures
from kpi.period import Period
from kpi.recompute import recompute
from kpi.snapshots import latest
from models import calendar
from records.actor import person_actor
from records.gate import Gate
from records.query import Query
from records.refusals import Refused
from tests.kpi.appraised import bath, opened

JUNE = Period.parse("2026-06")
FIELDS = (
    (
        "people: {entity: attendant, name: name}",
        "people: {entity: attendant, name: name, department: pool, position: post}",
    ),
    (
        "entities:\n",
        "entities:\n  pool:\n    label: 泳池\n    title: '{name}'\n    fields: {name: {type: string, required: true, label: 名称}}\n"
        "    permissions: {chief: {read: all}}\n"
        "  move:\n    label: 调动\n    title: '{day}'\n    fields:\n"
        "      who: {type: link, to: attendant, required: true, label: 人员}\n"
        "      day: {type: date, required: true, label: 日期}\n"
        "      to: {type: link, to: pool, label: 调入}\n"
        "      left: {type: link, to: pool, label: 调出}\n"
        "      post: {type: choice, options: {guard: 救生, desk: 前台}, label: 新岗}\n"
        "      was: {type: choice, options: {guard: 救生, desk: 前台}, label: 原岗}\n"
        "    permissions: {chief: {read: all}}\n",
    ),
    (
        "      hired_on:",
        "      pool: {type: link, to: pool, label: 泳池}\n"
        "      post: {type: choice, options: {guard: 救生, desk: 前台}, default: guard, label: 岗位}\n"
        "      hired_on:",
    ),
    (
        "      span:",
        "      since: {type: date, label: 自}\n      until: {type: date, label: 至}\n      span:",
    ),
)
SPLIT = "transfers: {from: since, until: until}\n    prorate: {from: hired_on, until: left_on}"
WHO = ('applies_to: "name is not empty"', "applies_to: \"post = 'guard'\"")
ASSIGNED = bath(*FIELDS, more=SPLIT).replace(
    "position: post}",
    "position: post, assignments: {of: move, person: who, department: to, before: left, from: day, position: post, position_before: was}}",
    1,
)
HISTORY = bath(*FIELDS, more=SPLIT)


@pytest.fixture
def run(request, database_url, tmp_path):
    """A bath with two pools whose attendants move from one to the other."""
    with opened(getattr(request, "param", ASSIGNED), database_url, tmp_path) as found:
        calendar.fill(found.book.tables, [2026])
        found.pools = [found.gate.create("pool", {"name": name}).id for name in ("东池", "西池")]
        yield found


def moved(run, person, day, to=1, left=0, **more):
    """A transfer, written down."""
    pools = {"to": run.pools[to], "left": run.pools[left]}
    run.gate.create("move", {"who": person, "day": day, **pools, **more})


def days(run, records):
    """The days that sheets are about."""
    found = [(run.value(each.id, "since"), run.value(each.id, "until")) for each in records]
    return sorted(tuple(day.isoformat()[5:] if day else "" for day in each) for each in found)


def opened_june(run):
    return open_cycle(run.gate, run.card, JUNE).made


def in_order(run):
    """The sheets that opening makes, by their days."""
    return sorted((each.id for each in opened_june(run)), key=lambda id: run.value(id, "since"))


def test_a_transfer_in_the_middle_of_a_month_makes_two_sheets(run):
    moved(run, run.person(pool=run.pools[1]), "2026-06-11")
    made = opened_june(run)
    assert days(run, made) == [("06-01", "06-10"), ("06-11", "06-30")]
    assert opened_june(run) == ()
    found = status(run.gate, run.card, JUNE).sheets
    assert {each.stretch.key for each in found} == {
        "2026-06-01..2026-06-10",
        "2026-06-11..2026-06-30",
    }


def test_who_stays_has_one_sheet_without_days(run):
    run.person(pool=run.pools[0])
    assert days(run, opened_june(run)) == [("", "")]


def test_who_is_transferred_twice_has_three_sheets(run):
    person = run.person(pool=run.pools[0])
    moved(run, person, "2026-06-11")
    moved(run, person, "2026-06-20", to=0, left=1)
    assert days(run, opened_june(run)) == [("06-01", "06-10"), ("06-11", "06-19"), ("06-20", "06-30")]  # fmt: skip


def test_a_transfer_on_the_first_day_or_outside_the_period_divides_nothing(run):
    for day in ("2026-06-01", "2026-05-20", "2026-07-01"):
        moved(run, run.person(pool=run.pools[1]), day)
    assert days(run, opened_june(run)) == [("", "")] * 3


def test_joining_and_leaving_cut_the_stretches(run):
    joiner = run.person(pool=run.pools[1], hired_on="2026-06-05")
    leaver = run.person(pool=run.pools[1], left_on="2026-06-25")
    late = run.person(pool=run.pools[1], hired_on="2026-06-15")
    for person in (joiner, leaver, late):
        moved(run, person, "2026-06-11")
    assert days(run, opened_june(run)) == [
        ("", ""), ("06-01", "06-10"), ("06-05", "06-10"), ("06-11", "06-25"), ("06-11", "06-30"),
    ]  # fmt: skip


ON_STAFF = ASSIGNED.replace(*WHO).replace(
    "applies_to: \"post = 'guard'\"",
    "applies_to: \"post = 'guard' and (left_on is empty or left_on >= today())\"",
)


@pytest.mark.parametrize("run", [ON_STAFF], indirect=True)
def test_a_card_applies_to_whoever_left_as_on_the_last_day_there(run):
    for left in ("2026-05-31", "2026-06-10", "2026-06-30", "2026-07-31"):
        run.person(pool=run.pools[0], left_on=left)
    moved_away = run.person(pool=run.pools[1], left_on="2026-06-20")
    moved(run, moved_away, "2026-07-05")
    people = [run.value(each.id, "attendant") for each in opened_june(run)]
    left = [run.gate.get("attendant", person).values["left_on"] for person in people]
    assert sorted(day.isoformat()[5:] for day in left) == ["06-10", "06-20", "06-30", "07-31"]


def test_each_sheet_counts_the_rows_of_its_days_and_weighs_its_working_days(run):
    person = run.person(pool=run.pools[1])
    run.rounds(person, 5, of=20)  # on 1 to 20 June, the first five done
    run.rounds(person, 9, of=10, month="2026-05")
    moved(run, person, "2026-06-11")
    first, second = (run.made(id) for id in in_order(run))
    assert [(each.items[0].cell.numerator, each.items[0].cell.rows) for each in (first, second)] == [(5, 10), (0, 10)]  # fmt: skip
    assert [each.score for each in (first, second)] == [50, 0]
    # Of June's 21 working days, 8 lie before the 11th.
    assert [share.workdays for share in first.together] == [8, 13]
    assert (first.share, second.share) == (Decimal("0.381"), Decimal("0.619"))
    assert first.whole == second.whole == Decimal("19.0")
    assert [share.own for share in second.together] == [False, True]


def test_the_rows_behind_a_stretch_are_those_that_were_counted(run):
    person = run.person(pool=run.pools[1])
    run.rounds(person, 5, of=20)
    moved(run, person, "2026-06-11")
    made = run.made(in_order(run)[1])
    figures = Figures(run.book).within(made.stretch)
    condition = figures.rows("rounds_done", JUNE, "employee", person)["round"]
    found = run.gate.find("round", Query(where=condition, size=100)).records
    assert len(found) == made.items[0].cell.rows == 10


def test_who_moves_to_a_post_without_this_card_has_a_sheet_of_the_days_before(
    database_url, tmp_path
):
    text = ASSIGNED.replace(*WHO)
    with opened(text, database_url, tmp_path) as run:
        run.pools = [run.gate.create("pool", {"name": "东池"}).id] * 2
        gone = run.person("走", pool=run.pools[0], post="desk")
        come = run.person("来", pool=run.pools[0], post="guard")
        moved(run, gone, "2026-06-11", post="desk", was="guard")
        moved(run, come, "2026-06-16", post="guard", was="desk")
        assert days(run, opened_june(run)) == [("06-01", "06-10"), ("06-16", "06-30")]


def test_without_transfers_the_post_at_the_end_of_the_period_decides(database_url, tmp_path):
    text = ASSIGNED.replace(SPLIT, "").replace(*WHO)
    with opened(text, database_url, tmp_path) as run:
        run.pools = [run.gate.create("pool", {"name": "东池"}).id] * 2
        gone = run.person("六月走", pool=run.pools[0], post="desk")
        later = run.person("七月走", pool=run.pools[0], post="desk")
        moved(run, gone, "2026-06-11", post="desk", was="guard")
        moved(run, later, "2026-07-01", post="desk", was="guard")
        assert [run.value(each.id, "attendant") for each in opened_june(run)] == [later]


@pytest.mark.parametrize("run", [HISTORY], indirect=True)
def test_without_records_of_transfers_the_history_of_the_person_says_when(run):
    person = run.person(pool=run.pools[0])
    run.book.clock = lambda: datetime(2026, 6, 16, 15)
    run.gate.session.forget()
    type(run.gate)(run.book, run.gate.actor).update(
        "attendant", person, {"pool": run.pools[1]}, None
    )
    run.book.clock = lambda: datetime(2026, 7, 2, 9, 30)
    assert days(run, opened_june(run)) == [("06-01", "06-15"), ("06-16", "06-30")]


def test_a_frozen_stretch_stays_as_it_was_and_differs_by_its_own_rows_only(run):
    person = run.person(pool=run.pools[1])
    run.rounds(person, 5, of=20)
    moved(run, person, "2026-06-11")
    first, second = in_order(run)
    run.gate.move("sheet", first, "approve")
    kept = latest(run.book, "sheet", first)
    shown = thawed.sheet(kept)
    assert shown.stretch.key == "2026-06-01..2026-06-10"
    assert [share.workdays for share in shown.together] == [8, 13]
    assert kept.content["items"][0]["evidence"]["denominator"]["count"] == 10
    run.gate.create("round", {"attendant": person, "due_on": "2026-06-25", "done": True})
    assert recompute(Figures(run.book), kept)[0].same
    run.gate.create("round", {"attendant": person, "due_on": "2026-06-09", "done": True})
    assert recompute(Figures(run.book), kept)[0].causes["added"] == 1
    assert run.made(second).together[0].sha256 == kept.sha256


@pytest.mark.parametrize(
    ("since", "until"), [("2026-06-20", "2026-06-10"), ("2026-05-20", None), (None, "2026-07-01")]
)
def test_days_outside_the_period_keep_a_sheet_from_freezing(run, since, until):
    id = run.sheet(run.person(pool=run.pools[0]), since=since, until=until)
    assert run.made(id).obstacles
    with pytest.raises(Refused):
        run.gate.move("sheet", id, "approve")


def test_two_sheets_of_the_same_days_say_so(run):
    person = run.person(pool=run.pools[0])
    run.sheet(person, since="2026-06-01", until="2026-06-15")
    id = run.sheet(person, since="2026-06-15", until="2026-06-30")
    assert len(run.made(id).obstacles) == 1


def test_beside_a_sheet_of_all_of_the_period_one_of_its_days_does_not_freeze(run):
    person = run.person(pool=run.pools[0])
    whole = run.sheet(person)
    run.gate.move("sheet", whole, "approve")
    id = run.sheet(person, since="2026-06-15")
    run.sheet(person, "2026-07")
    run.sheet(run.person("另一个", pool=run.pools[0]))
    assert [JUNE.label in words for words in run.made(id).obstacles] == [True]
    with pytest.raises(Refused):
        run.gate.move("sheet", id, "approve")
    run.gate.delete("sheet", whole)
    assert run.made(id).obstacles == ()


def test_a_sheet_of_all_of_a_divided_period_says_on_the_desk_what_is_missing(run):
    person = run.person(pool=run.pools[1])
    id = run.sheet(person)
    moved(run, person, date(2026, 6, 11))
    (standing,) = status(run.gate, run.card, JUNE).sheets
    assert "2026-06-11" in standing.missing[0]
    run.gate.update("sheet", id, {"until": "2026-06-10"}, None)
    found = status(run.gate, run.card, JUNE)
    assert found.sheets[0].missing == ()
    assert [each.stretch.key for each in found.without] == ["2026-06-11..2026-06-30"]


@pytest.mark.parametrize(
    "run",
    [
        ASSIGNED.replace(
            "target: 100%",
            "target: [{from: 2026-01, value: 100%}, {from: 2026-01, value: 70%, department: 东池}, "
            "{from: 2026-01, value: 60%, position: desk}]",
        )
    ],
    indirect=True,
)
def test_the_target_is_that_of_the_department_and_post_of_the_days(run):
    person = run.person(pool=run.pools[1], post="desk")
    moved(run, person, "2026-06-11", post="desk", was="guard")
    first, second = (run.made(id) for id in in_order(run))
    assert [each.items[0].target for each in (first, second)] == [Decimal("0.7"), Decimal("0.6")]


BY_POST = (
    "target: 100%",
    "target: [{from: 2026-01, value: 100%}, {from: 2026-01, value: 60%, position: desk}]",
)
MONTHS = [Period.parse(f"2026-{month:02}") for month in (5, 6, 7, 8)]


def aims(run, *people, periods=MONTHS):
    """What the figure should reach of people in some months, all asked together."""
    targets, kpi = Figures(run.book).targets("employee"), run.book.schema.kpis["rounds_done"]
    found = [[targets.of(kpi, period, who) for period in periods] for who in people]
    alone = [Figures(run.book).target(kpi, p, "employee", who) for who in people for p in periods]
    assert [each for row in found for each in row] == alone
    return [[int(each * 100) for each in row] for row in found]


@pytest.mark.parametrize("run", [ASSIGNED.replace(*BY_POST)], indirect=True)
def test_the_target_is_that_of_the_post_at_each_months_end_as_it_is_recorded(run):
    moves = run.person(pool=run.pools[0], post="desk")
    stays = run.person(pool=run.pools[0], post="desk")
    returns = run.person(pool=run.pools[0], post="guard")
    moved(run, moves, "2026-06-30", post="desk", was="guard")
    moved(run, returns, "2026-06-11", post="desk", was="guard")
    moved(run, returns, "2026-08-01", post="guard", was="desk")
    found = aims(run, moves, stays, returns)
    assert found == [[100, 60, 60, 60], [60, 60, 60, 60], [100, 60, 60, 100]]
    assert aims(run, moves, periods=MONTHS[::-1]) == [[60, 60, 60, 100]]
    # Of a percentage, a quarter's target is that of its last month.
    quarters = [Period.parse("2026-Q1"), Period.parse("2026-Q2")]
    assert aims(run, moves, periods=quarters) == [[100, 60]]


@pytest.mark.parametrize(
    "run", [ASSIGNED.replace(*BY_POST), HISTORY.replace(*BY_POST)], indirect=True
)
def test_who_changes_post_later_leaves_the_targets_of_earlier_months_as_they_were(run):
    person = run.person(pool=run.pools[0], post="guard")
    assert aims(run, person) == [[100, 100, 100, 100]]
    if run.book.schema.people.assignments is not None:
        moved(run, person, "2026-07-16", post="desk", was="guard")
    run.book.clock = lambda: datetime(2026, 7, 16, 15)
    type(run.gate)(run.book, run.gate.actor).update("attendant", person, {"post": "desk"}, None)
    assert aims(run, person) == [[100, 100, 60, 60]]


def test_the_first_and_the_last_day_of_the_period_are_all_of_it(run):
    person = run.person(pool=run.pools[0])
    for filled in ({"since": "2026-06-01", "until": "2026-06-30"}, {"since": "2026-06-01"}, {"until": "2026-06-30"}):  # fmt: skip
        id = run.sheet(person, **filled)
        made = run.made(id)
        assert (made.stretch, made.share, made.span) == (None, 1, JUNE.label)
        run.gate.delete("sheet", id)


def test_whoever_was_there_all_the_time_needs_no_calendar_and_who_was_not_does(run):
    run.book.tables.CalendarDay.delete().execute()
    stays, joins = (
        run.person(pool=run.pools[0]),
        run.person(pool=run.pools[0], hired_on="2026-06-05"),
    )
    made = [run.made(run.sheet(who)) for who in (stays, joins)]
    assert [each.share for each in made] == [1, None]
    assert [bool(each.obstacles) for each in made] == [False, True]


BOSSES = (
    ASSIGNED.replace("position: post, assignments", "position: post, superior: boss, assignments", 1)
    .replace("position_before: was}", "position_before: was, superior: chief, superior_before: old}", 1)
    .replace(
        "      to: {type: link, to: pool, label: 调入}\n",
        "      to: {type: link, to: pool, label: 调入}\n"
        "      chief: {type: link, to: attendant, label: 新上级}\n"
        "      old: {type: link, to: attendant, label: 原上级}\n",
        1,
    )
    .replace(
        "      since: {type: date",
        "      judge: {type: link, to: attendant, readonly: true, label: 评分人}\n"
        "      place: {type: link, to: pool, readonly: true, label: 泳池}\n      since: {type: date",
        1,
    )
    .replace(SPLIT, SPLIT + "\n    set: {judge: boss, place: pool}", 1)
)  # fmt: skip


@pytest.mark.parametrize("run", [BOSSES], indirect=True)
def test_the_days_before_are_judged_by_who_was_in_charge_and_another_superior_divides_nothing(run):
    first, second, third = (run.person(name) for name in ("甲", "乙", "丙"))
    mover = run.person(pool=run.pools[1], boss=third)
    stays = run.person(pool=run.pools[0], boss=third)
    moved(run, mover, "2026-06-11", old=first, chief=second)
    # Only somebody else in charge, twice; and in July, once more.
    for day, old, chief in (("2026-06-20", second, first), ("2026-07-01", first, third)):
        run.gate.create("move", {"who": mover, "day": day, "old": old, "chief": chief})
    run.gate.create("move", {"who": stays, "day": "2026-06-20", "old": first, "chief": third})
    chief = person_actor(run.book.schema, None, ["chief"], "somebody")
    made = open_cycle(Gate(run.book, chief), run.card, JUNE).made
    named = ("attendant", "judge", "place", "since")
    found = {tuple(run.value(each.id, name) for name in named) for each in made}
    assert found == {
        (mover, first, run.pools[0], date(2026, 6, 1)),
        (mover, first, run.pools[1], date(2026, 6, 11)),
        (stays, third, run.pools[0], None),
        *((who, None, None, None) for who in (first, second, third)),
    }
    with pytest.raises(Refused):
        Gate(run.book, chief).create(
            "sheet", {"attendant": stays, "month": "2026-08", "judge": first}
        )
