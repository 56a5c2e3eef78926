"""A sheet may be a person's, a department's or the company's; missed figures are explained."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi import thawed
from kpi.chain import verify
from kpi.cycle import open_cycle, status
from kpi.figures import Figures
from kpi.freezing import frozen, watch
from kpi.period import Period
from kpi.recompute import recompute
from kpi.sheet import sheet_of
from kpi.snapshots import latest
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Refused
from tests.worlds import opened

LIBRARY = """
module: {name: library, label: 图书馆}
people: {entity: librarian, name: name, department: branch}
roles: {head: {label: 馆长}}
entities:
  branch:
    label: 分馆
    title: "{name}"
    fields: {name: {type: string, required: true, label: 名称}, open: {type: boolean, default: true, label: 开放}}
    permissions: {head: {read: all}}
  librarian:
    label: 馆员
    title: "{name}"
    fields: {name: {type: string, required: true, label: 姓名}, branch: {type: link, to: branch, label: 分馆}}
    permissions: {head: {read: all}}
  loan:
    label: 借出
    title: "{due_on}"
    fields:
      handler: {type: link, to: librarian, label: 经手}
      due_on: {type: date, label: 应还}
      back_on: {type: date, label: 归还}
    permissions: {head: {read: all}}
  branch_report:
    label: 分馆月表
    title: "{branch.name} {month}"
    fields:
      branch: {type: link, to: branch, required: true, label: 分馆}
      month: {type: month, required: true, label: 月份}
    workflow: &flow
      states: {open: 待确认, sure: {label: 已确认, phase: ok}, filed: {label: 已归档, phase: end}}
      transitions:
        confirm: {label: 确认, from: open, to: sure, by: [head]}
        hand_in: {label: 提交, from: open, to: open, by: [head]}
        file: {label: 归档, from: sure, to: filed, by: [head]}
        reopen: {label: 重开, from: [sure, filed], to: open, by: [head]}
    permissions: {head: {read: all, update: all}}
  library_report:
    label: 全馆月表
    title: "{month}"
    fields: {month: {type: month, required: true, label: 月份}}
    workflow: *flow
    permissions: {head: {read: all, update: all}}
  reason:
    label: 说明
    title: "{figure}"
    fields:
      report: {type: link, to: library_report, required: true, label: 月表}
      figure: {type: choice, options: {back_in_time: 按时归还率, loans: 借出数}, required: true, label: 指标}
      cause: {type: text, label: 原因}
      cure: {type: text, label: 改善办法}
    permissions: {head: {read: all, create: true}}
  review:
    label: 考核
    title: "{month}"
    fields:
      librarian: {type: link, to: librarian, required: true, label: 馆员}
      month: {type: month, required: true, label: 月份}
    permissions: {head: {read: all}}
kpis:
  back_in_time:
    label: 按时归还率
    formula: count(loan where back_on <= due_on) / count(loan)
    bind: {loan: {date: due_on, employee: handler}}
    subject: department
    target: 90%
  loans:
    label: 借出数
    formula: count(loan)
    bind: {loan: {date: due_on, employee: handler}}
    subject: company
    unit: count
    target: 3
scorecards:
  branch_table:
    label: 分馆指标表
    of: branch_report
    department: branch
    period: month
    applies_to: open
    freeze_on: [confirm]
    items: [{group: 借还, items: [{kpi: back_in_time}, {kpi: loans}]}]
  library_table:
    label: 全馆指标表
    of: library_report
    period: month
    history: 3
    freeze_on: [confirm]
    notes: {of: reason, sheet: report, kpi: figure, needed: [cause, cure], needed_on: [hand_in], shown: cure}
    items: [{group: 借还, items: [{kpi: back_in_time}, {kpi: loans}]}]
  own_table:
    label: 个人表
    of: review
    person: librarian
    period: month
    items: [{group: 借还, items: [{kpi: back_in_time, weight: 50}, {kpi: loans, weight: 50}]}]
"""
JUNE = Period.parse("2026-06")


@pytest.fixture
def library(database_url, tmp_path):
    """Two branches with a librarian each: Mei returns 1 of 2 in time in June, Jun 1 of 1."""
    with opened(LIBRARY, database_url, tmp_path, datetime(2026, 7, 2, 12), watch) as book:
        gate = Gate(book, SYSTEM)
        north, south = (gate.create("branch", {"name": n}).id for n in ("北馆", "南馆"))
        gate.create("branch", {"name": "旧馆", "open": False})
        mei = gate.create("librarian", {"name": "小梅", "branch": north}).id
        jun = gate.create("librarian", {"name": "阿军", "branch": south}).id
        lent(gate, mei, 6, back=5)
        lent(gate, mei, 6, back=20)
        lent(gate, jun, 6, back=9)
        lent(gate, mei, 5, back=30)
        yield book


@pytest.fixture
def gate(library):
    return Gate(library, SYSTEM)


def lent(gate, who, month, back):
    values = {"handler": who, "due_on": date(2026, month, 10), "back_on": date(2026, month, back)}
    return gate.create("loan", values).id


def card(gate, name):
    return gate.rulebook.schema.scorecards[name]


def numbers(made):
    return {item.kpi.name: item.cell.value for item in made.items}


def made_sheet(gate, entity, id=1):
    return sheet_of(Figures(gate.rulebook), gate, entity, id)


def test_a_departments_card_makes_a_sheet_for_each_department_to_which_it_applies(gate):
    opened = open_cycle(gate, card(gate, "branch_table"), JUNE)

    assert {sheet.title for sheet in opened.made} == {"北馆 2026-06", "南馆 2026-06"}
    assert open_cycle(gate, card(gate, "branch_table"), JUNE).made == ()


def test_a_department_sees_its_own_number_and_the_companys_where_there_is_no_other(gate):
    open_cycle(gate, card(gate, "branch_table"), JUNE)

    found = [made_sheet(gate, "branch_report", id) for id in (1, 2)]
    north, south = sorted(found, key=lambda made: made.subject)

    assert numbers(north) == {"back_in_time": Decimal("0.5"), "loans": 3}
    assert numbers(south) == {"back_in_time": Decimal(1), "loans": 3}


def test_on_a_persons_sheet_stands_the_number_of_the_persons_department(gate):
    gate.create("review", {"librarian": 1, "month": JUNE.start})

    made = made_sheet(gate, "review")

    assert numbers(made) == {"back_in_time": Decimal("0.5"), "loans": 3}
    assert [(i.level, i.subject) for i in made.items] == [("department", 1), ("company", None)]


def test_a_card_without_person_and_department_has_one_sheet_the_companys(gate):
    assert status(gate, card(gate, "library_table"), JUNE).lacking == ("全公司",)

    open_cycle(gate, card(gate, "library_table"), JUNE)
    made = made_sheet(gate, "library_report")

    assert status(gate, card(gate, "library_table"), JUNE).lacking == ()
    assert numbers(made)["back_in_time"] == Decimal(2) / 3
    assert not made.scored and made.score is None and made.grade is None


def test_a_sheet_does_not_freeze_before_every_missed_figure_is_explained(gate):
    open_cycle(gate, card(gate, "library_table"), JUNE)

    with pytest.raises(Refused, match="按时归还率"):
        gate.move("library_report", 1, "confirm")
    gate.create("reason", {"report": 1, "figure": "back_in_time", "cause": "节假日"})
    with pytest.raises(Refused, match="按时归还率"):
        gate.move("library_report", 1, "confirm")
    gate.create("reason", {"report": 1, "figure": "back_in_time", "cause": "x", "cure": "提前提醒"})
    gate.move("library_report", 1, "confirm")

    kept = thawed.sheet(latest(gate.rulebook, "library_report", 1))
    assert [note.shown for note in kept.notes_on("back_in_time")] == ["", "提前提醒"]
    assert not verify(gate.rulebook).faults


def test_a_step_before_freezing_may_need_the_explanations_too(gate):
    open_cycle(gate, card(gate, "library_table"), JUNE)

    with pytest.raises(Refused, match="按时归还率"):
        gate.move("library_report", 1, "hand_in")
    gate.create("reason", {"report": 1, "figure": "back_in_time", "cause": "x", "cure": "提前提醒"})

    assert gate.move("library_report", 1, "hand_in").state == "open"
    assert latest(gate.rulebook, "library_report", 1) is None


def test_a_refused_freezing_leaves_the_sheet_where_it_was(gate):
    open_cycle(gate, card(gate, "library_table"), JUNE)

    with pytest.raises(Refused):
        gate.move("library_report", 1, "confirm")

    assert gate.get("library_report", 1).values["state"] == "open"
    assert latest(gate.rulebook, "library_report", 1) is None


def test_earlier_periods_stand_beside_each_figure_as_they_were_frozen(gate):
    may = open_cycle(gate, card(gate, "library_table"), Period.parse("2026-05")).made[0].id
    gate.create("reason", {"report": may, "figure": "back_in_time", "cause": "x", "cure": "y"})
    gate.create("reason", {"report": may, "figure": "loans", "cause": "x", "cure": "y"})
    gate.move("library_report", may, "confirm")
    lent(gate, 1, 5, back=9)
    june = open_cycle(gate, card(gate, "library_table"), JUNE).made[0].id

    [late, loans] = made_sheet(gate, "library_report", june).items

    april, frozen = late.past
    assert (april.period.key, april.cell.value, april.frozen) == ("2026-04", None, False)
    assert (frozen.period.key, frozen.cell.value, frozen.frozen) == ("2026-05", 0, True)
    assert [p.cell.value for p in loans.past] == [None, 1]


def test_what_was_frozen_of_a_department_is_shown_and_recomputed_as_its_own(gate):
    made = open_cycle(gate, card(gate, "branch_table"), JUNE).made
    north = next(sheet.id for sheet in made if sheet.title == "北馆 2026-06")
    gate.move("branch_report", north, "confirm")
    lent(gate, 2, 6, back=30)
    kept = latest(gate.rulebook, "branch_report", north)

    shown = thawed.sheet(kept)
    own, everybodys = recompute(Figures(gate.rulebook), kept)

    assert (shown.level, shown.subject, shown.person) == ("department", 1, None)
    assert numbers(shown) == {"back_in_time": Decimal("0.5"), "loans": 3}
    assert own.same
    assert (everybodys.frozen, everybodys.live, everybodys.causes["added"]) == (3, 4, 1)


def test_a_sheet_stays_frozen_behind_the_freezing_transition_until_it_is_sent_back(gate):
    report = gate.create("branch_report", {"branch": 1, "month": JUNE.start}).id

    def stands_frozen():
        row = gate.session.row("branch_report", report)
        return frozen(gate, "branch_report", row) is not None

    found = [stands_frozen()]
    for transition in ("confirm", "file", "reopen", "confirm"):
        gate.move("branch_report", report, transition)
        found.append(stands_frozen())

    assert found == [False, True, True, False, True]
    assert latest(gate.rulebook, "branch_report", report).version == 2
