"""Gates look at the sheet itself: figures, points, the total; and the sheet says which held it down."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpi import thawed
from kpi.canonical import canonical, digest
from kpi.chain import verify
from kpi.gates import Held
from kpi.snapshots import freeze, latest
from kpi.veil import veil_of
from language import speaking
from records.actor import Actor
from records.gate import Gate
from records.refusals import Refused
from reports.sheets import kept_names, kept_sheet, restored_sheet, sheet_view, veiled
from schema.values import Label
from tests.kpi.appraised import bath, opened

RESCUES = """  sick_days:
    label: 病假天数
    formula: count(absence)
    bind: {absence: {date: day, employee: attendant}}
    unit: count
    decimals: 0
    when_no_rows: NO_ROWS
    view: [chief]
  waited:
    label: 等候
    formula: "count(absence where workdays_between(day, add_days(day, 1)) >= 0)"
    bind: {absence: {date: day, employee: attendant}}
    unit: count
    decimals: 0
scorecards:"""
MORE = """  absence:
    label: 缺勤
    title: "{day}"
    fields:
      attendant: {type: link, to: attendant, label: 救生员}
      day: {type: date, label: 日期}
    permissions: {chief: {read: all}}
  slip:
    label: 过失
    title: "{cost}"
    fields:
      sheet: {type: link, to: sheet, required: true, label: 考核}
      cost: {type: decimal, decimals: 2, label: 损失}
  opinion_given:
    label: 评分
    title: "{about}"
    fields:
      sheet: {type: link, to: sheet, required: true, label: 考核}
      about: {type: choice, options: [manner], required: true, label: 项}
      who: {type: choice, options: {superior: 上级}, required: true, label: 身份}
      rater: {type: link, to: attendant, label: 评分人}
      points: {type: decimal, decimals: 2, min: 0, max: 100, required: true, label: 分}
kpis:"""
ITEMS = """items:
      - group: 业务
        items:
          - {kpi: rounds_done, weight: 60}
          - {manual: manner, label: 态度, weight: 40}
      - {group: 参考, items: [{kpi: sick_days}, {kpi: waited}]}
    raters: {superior: {label: 上级, weight: 100}}
    ratings: {of: opinion_given, sheet: sheet, item: about, score: points, rater: rater, kind: who}"""
PLAIN_GATES = 'gates: [{when: "accidents > 0", cap: good}]'


def text(*gates: str, no_rows: str = "no_data", more: str = "", **changes: str) -> str:
    """A card with a rated item and figures that are only shown, and these gates."""
    pairs = (
        ("kpis:", MORE),
        ("scorecards:", RESCUES.replace("NO_ROWS", no_rows)),
        ("roles: {chief: {label: 主管}}", "roles: {chief: {label: 主管}, guest: {label: 访客}}"),
        ("items: [{group: 业务, items: [{kpi: rounds_done, weight: 100}]}]", ITEMS),
        (PLAIN_GATES, f"gates: [{', '.join(gates)}]"),
        ("permissions: {chief: {read: all, create: true, update: all}}",
         "permissions: {chief: {read: all, create: true, update: all}, guest: {read: all}}"),
        ("default: 0, label: 事故}", "default: 0, label: 事故}\n      slips: {type: lines, of: slip, by: sheet, label: 过失}"),
        *changes.items(),
    )  # fmt: skip
    return bath(*pairs, more=more)


@pytest.fixture
def run(database_url, tmp_path):
    """Opens a bath whose card has some gates, with one sheet of June that has a full score."""
    doors = []

    def open_(*gates: str, done: int = 10, rated: str | None = "100", sick: int = 0, **how):
        door = opened(text(*gates, **how), database_url, tmp_path)
        found = door.__enter__()
        doors.append(door)
        found.who = found.person()
        found.rounds(found.who, done)
        found.id = found.sheet(found.who)
        for n in range(sick):
            day = date(2026, 6, n + 1)
            found.gate.create("absence", {"attendant": found.who, "day": day})
        if rated is not None:
            told = {"sheet": found.id, "about": "manner", "who": "superior", "points": rated}
            found.gate.create("opinion_given", told)
        return found

    yield open_
    for door in doors:
        door.__exit__(None, None, None)


def gate(when: str, effect: str = "cap: fail") -> str:
    return f'{{when: "{when}", {effect}}}'


def result(run) -> tuple[str, bool]:
    made = run.made(run.id)
    return made.grade.name, made.capped


@pytest.mark.parametrize("sick", [0, 1, 2])
def test_a_figure_that_is_only_shown_holds_the_grade_down(run, sick):
    pool = run(gate("kpi.sick_days > 1", "cap: good"), sick=sick)
    assert result(pool) == (("good", True) if sick > 1 else ("excellent", False))


@pytest.mark.parametrize(("no_rows", "held"), [("no_data", False), ("zero", True)])
def test_no_data_fulfils_no_comparison_and_zero_does(run, no_rows, held):
    pool = run(gate("kpi.sick_days < 1", "cap: good"), no_rows=no_rows)
    assert result(pool)[1] is held
    assert pool.made(pool.id).obstacles == ()


@pytest.mark.parametrize(("rated", "held"), [("50", False), ("49.98", True), ("49.99", False)])
def test_points_are_those_that_the_sheet_prints(run, rated, held):
    # 49.99 of 100 are 19.996 of 40 points, which the sheet prints as 20.00.
    pool = run(gate("score.manner < 20"), rated=rated)
    assert result(pool)[1] is held


@pytest.mark.parametrize(("extra", "held"), [("0", True), ("9.94", True), ("9.96", False)])
def test_the_total_is_the_rounded_score_with_what_was_added_by_hand(run, extra, held):
    pool = run(gate("total < 90", "score: 50"), rated="50")
    pool.gate.update("sheet", pool.id, {"extra": extra}, None)
    made = pool.made(pool.id)
    assert (made.vetoed, made.score) == (held, 50 if held else 90)


def test_a_gate_sees_the_total_before_any_gate_has_held_it_down(run):
    pool = run(gate("accidents > 0", "score: 50"), gate("total < 90", "cap: fail"))
    pool.gate.update("sheet", pool.id, {"accidents": 1}, None)
    made = pool.made(pool.id)
    assert (made.score, made.grade.name, len(made.held)) == (50, "fail", 1)


def test_a_calibrated_score_is_the_total_and_the_computed_one_has_gates_of_its_own(run):
    calibrate = "calibrate: {score: fixed_score, reason: fixed_reason}"
    pool = run(gate("total > 90", "score: 85"), more=calibrate)
    pool.gate.update("sheet", pool.id, {"fixed_score": "70", "fixed_reason": "比较"}, None)
    made = pool.made(pool.id)
    assert (made.score, made.vetoed, made.uncalibrated) == (70, False, 85)


def test_a_gate_mixes_figures_fields_and_sums_over_lines(run):
    when = "kpi.sick_days + accidents > 1 and sum(slips.cost) > total"
    pool = run(gate(when, "cap: good"), sick=1)
    assert not result(pool)[1]
    for cost in (60, "40.01"):
        pool.gate.create("slip", {"sheet": pool.id, "cost": cost})
    pool.gate.update("sheet", pool.id, {"accidents": 1}, None)
    assert result(pool) == ("good", True)


# What cannot be known yet


@pytest.mark.parametrize("when", ["kpi.waited > 3", "accidents > 5 and kpi.waited > 3"])
def test_a_figure_that_cannot_be_computed_keeps_the_sheet_open(run, when):
    pool = run(gate(when), sick=1)
    (words,) = pool.made(pool.id).obstacles
    assert words.startswith("等候：无法计算，而得分或等级的限定要看它：2026 年的工作日历尚未录入")
    with pytest.raises(Refused, match="等候：无法计算"):
        pool.gate.move("sheet", pool.id, "approve")
    assert latest(pool.book, "sheet", pool.id) is None


def test_a_figure_that_no_gate_looks_at_may_be_unknown(run):
    pool = run(gate("kpi.sick_days > 9"), sick=1)
    pool.gate.move("sheet", pool.id, "approve")
    assert latest(pool.book, "sheet", pool.id).content["result"]["held"] == []


@pytest.mark.parametrize("rule", ["renormalize", "zero", "full"])
def test_ratings_that_are_not_in_keep_the_sheet_open_whatever_is_supposed_meanwhile(run, rule):
    pool = run(gate("score.manner < 20"), rated=None, more=f"when_item_empty: {rule}")
    made = pool.made(pool.id)
    assert (made.capped, made.obstacles) == (False, ("态度：上级未评",))
    with pytest.raises(Refused, match="上级未评"):
        pool.gate.move("sheet", pool.id, "approve")
    told = {"sheet": pool.id, "about": "manner", "who": "superior", "points": 30}
    pool.gate.create("opinion_given", told)
    pool.gate.move("sheet", pool.id, "approve")
    assert latest(pool.book, "sheet", pool.id).content["result"]["grade"] == "fail"


def test_without_a_gate_on_it_a_missing_rating_is_left_out_as_the_card_says(run):
    pool = run(gate("kpi.rounds_done < 50%"), rated=None)
    assert pool.made(pool.id).obstacles == ()
    pool.gate.move("sheet", pool.id, "approve")
    assert latest(pool.book, "sheet", pool.id).content["result"]["score"] == "100"


def test_an_item_that_is_scored_is_named_once_among_the_obstacles(run):
    pool = run(gate("score.manner < 20"), rated=None, more="missing_rater: block")
    assert pool.made(pool.id).obstacles == ("态度：上级未评",)


# What the sheet says


def test_the_sheet_says_which_gate_held_it_down_and_why(run):
    gates = (
        gate("kpi.sick_days + accidents > 1", "cap: good"),
        gate("accidents > 9", "score: 0"),
        gate("score.manner < 20", "cap: fail, score: 59.5"),
    )
    pool = run(*gates, sick=2, rated="10")
    made = pool.made(pool.id)
    assert [each.told() for each in made.held] == [
        "总分最高为 59.5 分：“态度”得分小于 20",
    ]
    assert made.grade.name == "fail", "at 59.5 the lowest grade is reached anyway"
    with speaking("en"):
        assert made.held[0].told() == (
            "The score is at most 59.5: the number of points of “态度” is below 20"
        )
    with speaking("zh_TW"):
        assert made.held[0].told() == "總分最高為 59.5 分：“態度”得分小於 20"


def test_all_gates_that_hold_are_told_and_one_may_hold_score_and_grade(run):
    gates = (gate("kpi.sick_days > 1", "cap: good"), gate("accidents > 0", "cap: fail, score: 85"))
    pool = run(*gates, sick=2)
    assert [h.told() for h in pool.made(pool.id).held] == ["等级最高为良：指标“病假天数”大于 1"]
    pool.gate.update("sheet", pool.id, {"accidents": 1}, None)
    made = pool.made(pool.id)
    assert [h.told() for h in made.held] == ["总分最高为 85 分，等级最高为差：事故大于 0"]
    assert (made.capped, made.vetoed, made.grade.name) == (True, True, "fail")


def test_a_frozen_sheet_keeps_what_it_said(run):
    pool = run(gate("kpi.sick_days > 1", "cap: good"), sick=2)
    live = pool.made(pool.id)
    pool.gate.move("sheet", pool.id, "approve")
    pool.book.schema.scorecards.clear()
    kept = thawed.sheet(latest(pool.book, "sheet", pool.id))
    assert kept.held == live.held and kept.capped
    assert kept.held[0].told() == "等级最高为良：指标“病假天数”大于 1"
    assert verify(pool.book).sound


def test_a_snapshot_from_before_gates_were_told_is_read_as_it_is(run):
    pool = run(gate("kpi.sick_days > 1", "cap: good"), sick=2)
    pool.gate.move("sheet", pool.id, "approve")
    now = latest(pool.book, "sheet", pool.id)
    content = json.loads(now.body)
    del content["result"]["held"]
    kept = replace(now, body=canonical(content), sha256=digest(canonical(content)))
    made = thawed.sheet(kept)
    assert (made.capped, made.held) == (True, ())
    view = sheet_view(made, thawed.sentences(kept))
    assert (view.capped, view.held) == (True, ())


# Who may learn why


@pytest.fixture
def watched(run):
    """A pool where a guest reads sheets; gates look at a figure, a field and points."""
    gates = (
        gate("kpi.sick_days > 1", "cap: good"),
        gate("accidents > 0", "cap: good"),
        gate("count(absence where attendant = parent.attendant) > 1", "cap: good"),
        gate("score.manner >= 40", "cap: good"),
        gate("exists(slips where cost > 1)", "cap: good"),
    )
    hidden = {"default: 0, label: 事故}": "default: 0, read: [chief], label: 事故}"}
    source = text(*gates)
    for old, new in hidden.items():
        assert source.count(old) == 1
        source = source.replace(old, new)
    return source


GUEST = Actor(None, "guest", "guest", None, frozenset({"guest"}))
CHIEF = Actor(None, "chief", "chief", None, frozenset({"chief"}))
WHY = (
    "指标“病假天数”大于 1",
    "事故大于 0",
    "count",
    "“态度”得分",
    "过失",
)


def test_whoever_may_not_see_what_a_gate_looks_at_learns_only_that_it_held(
    watched, database_url, tmp_path
):
    with opened(watched, database_url, tmp_path) as pool:
        who = pool.person()
        pool.rounds(who, 10)
        id = pool.sheet(who, accidents=1)
        for n in (1, 2):
            pool.gate.create("absence", {"attendant": who, "day": date(2026, 6, n)})
        told = {"sheet": id, "about": "manner", "who": "superior", "points": 100}
        pool.gate.create("opinion_given", told)
        pool.gate.create("slip", {"sheet": id, "cost": 2})
        pool.gate.move("sheet", id, "approve")
        kept = latest(pool.book, "sheet", id)
        for made in (pool.made(id), thawed.sheet(kept)):
            seen = {
                actor.name: [h.told(veil_of(Gate(pool.book, actor), made).reads) for h in made.held]
                for actor in (CHIEF, GUEST)
            }
            short = "等级最高为良（所依据的内容您无权查看）"
            assert len(seen["chief"]) == 5 and short not in seen["chief"]
            assert seen["guest"] == [short, short, short, *seen["chief"][3:]]
            view = sheet_view(made, thawed.sentences(kept))
            paper = veiled(view, veil_of(Gate(pool.book, GUEST), made))
            assert list(paper.held) == seen["guest"]
            again = restored_sheet(json.loads(json.dumps(kept_sheet(view))))
            assert again == view
            assert kept_names(again).reads == {what for h in made.held for what in h.reads}


def test_a_paper_without_gates_is_kept_as_before(run):
    pool = run(gate("kpi.sick_days > 9"))
    told = kept_sheet(sheet_view(pool.made(pool.id), lambda kpi: ""))
    assert not {"held", "held_short", "held_reads"} & told.keys()
    assert restored_sheet(told).held == ()


def test_freezing_twice_is_one_snapshot_with_its_gates(run):
    pool = run(gate("kpi.sick_days > 1", "cap: good"), sick=2)
    first = freeze(pool.gate, "sheet", pool.id)
    assert freeze(pool.gate, "sheet", pool.id) == first
    (held,) = first.content["result"]["held"]
    assert held["why"]["en"] == "the figure “病假天数” is above 1"
    assert held["reads"] == ["figure sick_days"]


def test_a_held_sheet_without_words_says_its_effect():
    assert Held(Label({"zh_CN": "x"}), score=Decimal("59.50")).told() == "总分最高为 59.5 分：x"
