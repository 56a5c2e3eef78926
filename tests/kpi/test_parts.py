"""A score made of parts: own items, a field, other sheets of the same person."""

from __future__ import annotations

import pytest

from kpi import thawed
from kpi.parts import hidden_parts
from kpi.snapshots import latest
from models import calendar
from records.actor import person_actor
from records.gate import Gate
from records.refusals import Refused
from tests.kpi.appraised import bath, opened

PARTS = """
    length: quarter
    parts:
      items: {weight: 50, label: 本季}
      talk: {weight: 20, label: 评议, field: opinion}
      months: {weight: 30, label: 各月, sheets: minor}
    missing_part: renormalize
  minor:
    label: 月表
    of: sheet
    person: attendant
    period: month
    when: "kind = 'minor'"
    freeze_on: [approve]
    items: [{group: 业务, items: [{kpi: rounds_done, weight: 100}]}]
    grades: {good: {label: 良, from: 80}, fail: {label: 差}}
"""


@pytest.fixture
def run(request, database_url, tmp_path):
    """A bath whose quarterly score is made of three parts."""
    text = bath(more=PARTS.strip())
    text = text.replace("renormalize", getattr(request, "param", "renormalize"))
    with opened(text, database_url, tmp_path) as found:
        calendar.fill(found.book.tables, [2026])
        yield found


@pytest.fixture
def person(run):
    """Somebody with 100, 50 and 90 of a hundred in the months of a quarter."""
    found = run.person()
    for month, done in (("2026-04", 10), ("2026-05", 5), ("2026-06", 9)):
        run.rounds(found, done, month=month)
    return found


def months(run, person, approved=()):
    made = {m: run.sheet(person, m, kind="minor") for m in ("2026-04", "2026-05", "2026-06")}
    for month in approved:
        run.gate.move("sheet", made[month], "approve")
        run.gate.move("sheet", made[month], "close")
    return made


def test_the_score_is_the_mean_of_the_parts_by_their_weights(run, person):
    months(run, person)
    made = run.made(run.sheet(person, "2026-04", opinion="70"))
    assert [part.score for part in made.parts] == [80, 70, 80]
    assert (made.computed, made.score) == (78, 78)


def test_frozen_sheets_count_as_they_were_frozen_and_say_their_hash(run, person):
    made = months(run, person, ["2026-04"])
    for row in run.gate.find("round").records[:5]:
        run.gate.update("round", row.id, {"done": False}, None)
    found = run.made(run.sheet(person, "2026-04", opinion="70"))
    counted = found.parts[2].sheets
    kept = latest(run.book, "sheet", made["2026-04"])
    assert [each.period for each in counted] == ["2026-04", "2026-05", "2026-06"]
    assert (counted[0].score, counted[0].sha256) == (100, kept.sha256)
    assert counted[1].sha256 == ""


def test_sheets_of_others_of_other_months_and_in_the_bin_do_not_count(run, person):
    made = months(run, person)
    run.sheet(run.person("别人"), "2026-05", kind="minor")
    run.sheet(person, "2026-07", kind="minor")
    run.gate.delete("sheet", made["2026-06"])
    found = run.made(run.sheet(person, "2026-04", opinion="70"))
    assert [each.score for each in found.parts[2].sheets] == [100, 50]
    assert found.parts[2].score == 75


def test_a_missing_part_is_shared_out_and_never_nought(run, person):
    found = run.made(run.sheet(person, "2026-04"))
    assert [part.score for part in found.parts] == [80, None, None]
    assert found.score == 80


@pytest.mark.parametrize("run", ["block"], indirect=True)
def test_a_missing_part_may_keep_the_sheet_from_freezing(run, person):
    id = run.sheet(person, "2026-04")
    with pytest.raises(Refused, match="评议"):
        run.gate.move("sheet", id, "approve")
    months(run, person)
    run.gate.update("sheet", id, {"opinion": "0"}, None)
    run.gate.move("sheet", id, "approve")
    kept = latest(run.book, "sheet", id)
    assert kept.content["result"]["score"] == "64"


@pytest.mark.parametrize("run", ["block"], indirect=True)
def test_without_a_part_that_may_not_miss_there_is_no_score(run, person):
    months(run, person)
    made = run.made(run.sheet(person, "2026-04"))
    assert ([part.score for part in made.parts], made.score) == ([80, None, 80], None)


def test_the_snapshot_keeps_the_parts_and_the_sheets_they_are_made_of(run, person):
    made = months(run, person, ["2026-04", "2026-05", "2026-06"])
    id = run.sheet(person, "2026-04", opinion="70")
    run.gate.move("sheet", id, "approve")
    kept = latest(run.book, "sheet", id)
    told = kept.content["result"]["parts"][2]
    hashes = [latest(run.book, "sheet", each).sha256 for each in made.values()]
    assert [each["sha256"] for each in told["sheets"]] == hashes
    assert thawed.sheet(kept).parts[2].score == 80


SEVERAL = """
    length: year
    parts: {months: {weight: 100, label: 各月, sheets: [minor, other], field: opinion}}
  minor: &minor
    label: 月表
    of: sheet
    person: attendant
    period: month
    when: "kind = 'minor' and accidents = 0"
    items: [{group: 业务, items: [{kpi: rounds_done, weight: 100}]}]
    grades: {good: {label: 良, from: 80}, fail: {label: 差}}
  other: {<<: *minor, label: 另一张, when: "kind = 'minor' and accidents > 0"}
"""


def test_a_field_of_the_sheets_of_several_cards_may_count_instead(database_url, tmp_path):
    with opened(bath(more=SEVERAL.strip()), database_url, tmp_path) as run:
        person = run.person()
        run.sheet(person, "2026-06", kind="minor", opinion="90")
        run.sheet(person, "2026-05", kind="minor", opinion="70", accidents=1)
        run.sheet(person, "2026-07", kind="minor")  # nothing there: not counted
        run.sheet(person, "2027-01", kind="minor", opinion="10")
        (part,) = run.made(run.sheet(person, "2026-01")).parts
    assert [(each.period, each.score) for each in part.sheets] == [
        ("2026-05", 70), ("2026-06", 90), ("2026-07", None),
    ]  # fmt: skip
    assert part.score == 80


@pytest.mark.parametrize(
    ("read", "hidden"),
    [
        pytest.param("", set(), id="for everybody"),
        pytest.param("read: [chief], ", {"talk"}, id="for others"),
        pytest.param("read: [hand], ", set(), id="for them"),
        pytest.param("read: [owner, chief], ", {"talk"}, id="only on the own sheets"),
    ],
)
def test_a_part_from_a_field_is_for_whoever_may_read_the_field_on_every_sheet(
    database_url, tmp_path, read, hidden
):
    text = bath(more=PARTS.strip()).replace("opinion: {", f"opinion: {{{read}")
    text = text.replace("roles: {", "roles: {hand: {label: 技师}, ")
    with opened(text, database_url, tmp_path) as run:
        hand = Gate(run.book, person_actor(run.book.schema, run.person(), ["hand"]))
        assert hidden_parts(hand, run.book.schema.scorecards["card"]) == hidden
