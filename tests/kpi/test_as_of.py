"""A frozen sheet beside what was known at any moment since, and why each number differs."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kpi.as_of import records_as_of
from kpi.figures import Figures
from kpi.recompute import recompute
from kpi.snapshots import latest
from models import calendar
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from records.workdays import import_year, set_day
from schema.load import read
from tests.kpi.appraised import opened
from tests.kpi.test_transfers import ASSIGNED, SPLIT

KPIS = """
  pace: {label: Pace, formula: count(round) / workdays, bind: {round: {date: due_on, employee: attendant}}, unit: number}
  marked: {label: Marked, formula: count(round) * setting.good_min, bind: {round: {date: due_on, employee: attendant}}, unit: number}
  pool_rounds:
    label: Rounds of the pool
    formula: count(round)
    subject: department
    bind: {round: {date: due_on, employee: attendant, department: as_of_event}}
    unit: count
scorecards:
"""
TEXT = (
    ASSIGNED.replace(SPLIT, "")
    .replace("target: 100%", "target: [{value: 100%}, {value: 90%, position: desk}]", 1)
    .replace("scorecards:\n", KPIS.lstrip("\n"), 1)
    .replace(
        "items: [{kpi: rounds_done, weight: 100}]",
        "items: [{kpi: rounds_done, weight: 100}, {kpi: pace}, {kpi: marked}, {kpi: pool_rounds}]",
    )
)
FROZEN, LATER = datetime(2026, 7, 2, 9, 30), datetime(2026, 7, 10, 11)


@pytest.fixture
def run(database_url, tmp_path):
    """A sheet of June, frozen on 2 July with what was written before; now it is 10 July."""
    with opened(TEXT, database_url, tmp_path) as found:
        found.book.clock = lambda: datetime(2026, 6, 30, 18)
        found.gate = Gate(found.book, SYSTEM)
        calendar.fill(found.book.tables, [2026])
        found.pools = [found.gate.create("pool", {"name": name}).id for name in ("东池", "西池")]
        found.one, found.two = (found.person(n, pool=found.pools[0]) for n in ("甲", "乙"))
        found.rounds(found.one, 5)
        found.rounds(found.two, 5)
        found.rounds(found.one, 5, month="2026-07")
        found.id = found.sheet(found.one)
        found.book.clock = lambda: FROZEN
        Gate(found.book, SYSTEM).move("sheet", found.id, "approve")
        found.kept = latest(found.book, "sheet", found.id)
        found.book.clock = lambda: LATER
        found.gate = Gate(found.book, SYSTEM)
        yield found


def told(run, name, until=None, book=None):
    """The causes of a figure's difference, by what was known at a moment or is now."""
    if until is None:
        found = recompute(Figures(book or run.book), run.kept)
    else:
        with records_as_of(run.book, until) as then:
            found = recompute(Figures(then), run.kept)
    (difference,) = (each for each in found if each.name == name)
    return {cause: n for cause, n in difference.causes.items() if n}


def late(run):
    run.gate.create("round", {"attendant": run.one, "due_on": "2026-06-30", "done": True})


def first(run, month="2026-06", person=None):
    """The first round of somebody in a month."""
    rows = run.book.tables.model("round")
    mine = rows.attendant == (person or run.one)
    return (
        rows.select(rows.id)
        .where(mine & (rows.due_on >= date.fromisoformat(f"{month}-01")))
        .order_by(rows.due_on)
        .scalar()
    )


def edited(run):
    run.gate.update("round", first(run), {"done": False}, None)


def deleted(run):
    run.gate.delete("round", first(run))


def redated(run):
    run.gate.update("round", first(run), {"due_on": "2026-05-31"}, None)


def reowned(run):
    run.gate.update("round", first(run), {"attendant": run.two}, None)


def moved_in(run):
    run.gate.update("round", first(run, "2026-07"), {"due_on": "2026-06-30"}, None)


def transferred(run):
    move = {"who": run.two, "day": "2026-06-06", "to": run.pools[1], "left": run.pools[0]}
    run.gate.create("move", move)


def reposted(run):
    run.gate.create("move", {"who": run.one, "day": "2026-06-06", "post": "desk", "was": "guard"})


def reposted_in_july(run):
    run.gate.create("move", {"who": run.one, "day": "2026-07-01", "post": "desk", "was": "guard"})
    run.gate.update("attendant", run.one, {"post": "desk"}, None)


def holiday(run):
    set_day(run.book, SYSTEM, date(2026, 6, 9), workday=False, note="停业")


def reset(run):
    run.book.set_setting(SYSTEM, "good_min", 70)


CHANGES = [
    pytest.param(late, "rounds_done", {"added": 1}, id="a late row"),
    pytest.param(edited, "rounds_done", {"changed": 1}, id="an edited row"),
    pytest.param(deleted, "rounds_done", {"deleted": 1}, id="a deleted row"),
    pytest.param(redated, "rounds_done", {"moved": 1}, id="another date"),
    pytest.param(reowned, "rounds_done", {"moved": 1}, id="another owner"),
    pytest.param(moved_in, "rounds_done", {"moved": 1}, id="a row that came from another month"),
    pytest.param(transferred, "pool_rounds", {"assigned": 5}, id="another department"),
    pytest.param(reposted, "rounds_done", {"target": 1, "post": 1}, id="another post"),
    pytest.param(holiday, "pace", {"calendar": 1}, id="another working day"),
    pytest.param(reset, "marked", {"setting": 1}, id="another setting"),
]


def test_a_later_post_changes_no_target_of_an_earlier_period(run):
    reposted_in_july(run)
    assert told(run, "rounds_done") == {}


@pytest.mark.parametrize(("change", "name", "causes"), CHANGES)
def test_each_cause_is_told_by_its_own_name(run, change, name, causes):
    assert told(run, name) == {}
    change(run)
    assert told(run, name) == causes


@pytest.mark.parametrize(("change", "name", "causes"), CHANGES)
def test_before_it_was_entered_nothing_differed(run, change, name, causes):
    change(run)
    assert told(run, name, datetime(2026, 7, 10)) == {}
    assert told(run, name, datetime(2026, 7, 11)) == causes
    assert told(run, name) == causes  # nothing was kept of the look back


def test_days_that_an_import_changed_are_put_back(run, monkeypatch):
    known = calendar.public
    closed = lambda day: (False, "停业") if day == date(2026, 6, 9) else known(day)  # noqa: E731
    set_day(run.book, SYSTEM, date(2026, 6, 10), workday=False, note="盘点")
    set_day(run.book, SYSTEM, date(2026, 6, 10), workday=True, note="照常")
    monkeypatch.setattr(calendar, "public", closed)  # as a newer release of the package says
    import_year(run.book, SYSTEM, 2026, keep=True)
    assert told(run, "pace", datetime(2026, 7, 10)) == {}
    assert told(run, "pace") == {"calendar": 1}


def test_a_restored_row_was_away_for_a_while(run):
    id = first(run)
    deleted(run)
    run.book.clock = lambda: datetime(2026, 7, 20)
    Gate(run.book, SYSTEM).restore("round", id)
    assert told(run, "rounds_done", datetime(2026, 7, 15)) == {"deleted": 1}
    assert told(run, "rounds_done") == {"changed": 1}  # its version is another one


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("value: 100%", "value: 95%", "target"),
        ("count(round where done)", "count(round where not done)", "formula"),
    ],
)
def test_another_declaration_is_a_cause_of_its_own(run, before, after, cause):
    schema = read({"world.yaml": TEXT.replace(before, after, 1)})
    tables = Tables(schema, run.book.tables.database)
    book = Rulebook(schema, tables, run.book.files_folder, clock=lambda: LATER)
    assert told(run, "rounds_done", book=book) == {cause: 1}


def test_looking_back_leaves_every_table_as_it_was(run):
    def everything():
        tables = [run.book.tables.model(name) for name in run.book.schema.entities]
        tables += [run.book.tables.CalendarDay, run.book.tables.SettingValue]
        return [
            list(table.select().order_by(*table._meta.sorted_fields[:1]).tuples())
            for table in tables
        ]

    for change in (late, edited, transferred, holiday, reset):
        change(run)
    before = everything()
    told(run, "rounds_done", datetime(2026, 6, 1))
    assert everything() == before
