"""A sheet is about a month, a quarter, a half-year, a year, or so many months as a setting says."""

from __future__ import annotations

import pytest

from kpi.cycle import open_cycle, status
from kpi.lengths import asked_cycle, cycles_at
from kpi.members import sheets_of
from kpi.period import Period
from records.actor import SYSTEM
from tests.kpi.appraised import bath, opened


@pytest.fixture
def run(request, database_url, tmp_path):
    """A bath whose card has a length."""
    with opened(bath(more=request.param), database_url, tmp_path) as found:
        yield found


def asked(run, text):
    return asked_cycle(run.card, Period.parse(text), run.book.context(SYSTEM))


def cycles(run, month, units=()):
    found = cycles_at(run.card, units, Period.parse(month), run.book.context(SYSTEM))
    return [period.key for period in found]


@pytest.mark.parametrize("run", ["length: quarter"], indirect=True)
def test_a_quarter_counts_the_rows_of_its_three_months(run):
    person = run.person()
    for month, done in (("2026-03", 0), ("2026-04", 10), ("2026-05", 10), ("2026-06", 4)):
        run.rounds(person, done, month=month)
    made = run.made(run.sheet(person, "2026-04"))
    assert (made.period.key, made.score) == ("2026-Q2", 80)


@pytest.mark.parametrize("run", ["length: half"], indirect=True)
def test_a_cycle_is_opened_and_looked_at_by_the_name_of_its_period(run):
    person = run.person()
    half = asked(run, "2026-H1")
    made = open_cycle(run.gate, run.card, half).made
    assert [run.value(each.id, "month").isoformat() for each in made] == ["2026-01-01"]
    assert run.made(made[0].id).period == half
    assert open_cycle(run.gate, run.card, half).made == ()
    assert len(status(run.gate, run.card, half).sheets) == 1
    assert cycles(run, "2026-06") == ["2026-H1"] and cycles(run, "2026-07") == ["2026-H2"]
    assert person


@pytest.mark.parametrize("run", ["length: year"], indirect=True)
@pytest.mark.parametrize("text", ["2026-06", "2026-Q2", "2026-H1"])
def test_a_period_of_another_length_is_refused_with_an_example(run, text):
    with pytest.raises(ValueError, match="2026"):
        asked(run, text)
    assert asked(run, "2026").months == 12


@pytest.mark.parametrize("run", ["length: {field: span}"], indirect=True)
def test_the_sheet_itself_may_choose_how_long_it_is(run):
    person = run.person()
    run.rounds(person, 5, month="2026-04")
    month = run.sheet(person, "2026-04", span="month")
    year = run.sheet(person, "2026-04", span="year")
    assert [run.made(each).period.key for each in (month, year)] == ["2026-04", "2026-04+12"]
    opened_ = open_cycle(run.gate, run.card, asked(run, "2026-Q2"))
    assert (len(opened_.made), opened_.there) == (1, 0)
    assert run.value(opened_.made[0].id, "span") == "quarter"
    assert [s.id for s in sheets_of(run.gate, run.card, Period.parse("2026-04"))] == [month]
    assert cycles(run, "2026-06", ["month", "quarter"]) == ["2026-06", "2026-Q2"]


@pytest.mark.parametrize("run", ["length: setting.good_min / 40"], indirect=True)
def test_a_setting_may_say_how_many_months_a_cycle_has(run):
    assert asked(run, "2026-05").key == "2026-05+2"
    assert Period.parse("2026-05+2") == asked(run, "2026-05")
    person = run.person()
    run.rounds(person, 10, month="2026-06")
    assert run.made(run.sheet(person, "2026-05")).score == 100
    with pytest.raises(ValueError, match="2"):
        asked(run, "2026-Q2")


@pytest.mark.parametrize("run", ["length: setting.excellent_min"], indirect=True)
def test_while_the_setting_is_empty_there_is_no_cycle_and_no_sheet(run):
    with pytest.raises(ValueError, match=r"setting\.excellent_min"):
        asked(run, "2026-05")
    assert cycles(run, "2026-05") == []
