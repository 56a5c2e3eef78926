"""Figures, boards and scorecards as they are read."""

from decimal import Decimal

import pytest

from schema.scoring import Pass, Ratio
from tests.schema.conftest import schema_of

SALES = """
entities:
  bid:
    label: 投标
    fields:
      officer: {type: link, to: employee, label: 标书专员}
      result: {type: choice, options: {won: 中标, lost: 落标}, label: 结果}
      line: {type: choice, options: [a, b], label: 业务线}
      decided_on: {type: date, label: 开标日期}
  sheet:
    label: 考核表
    fields:
      who: {type: link, to: employee, label: 姓名}
      month: {type: month, label: 月份}
      points: {type: decimal, label: 调整}
kpis:
  win_rate:
    label: 中标率
    formula: count(bid where result = 'won') / count(bid)
    bind: {bid: {date: decided_on, employee: officer, department: officer.department}}
    split: line
    target: [{from: 2024-07, value: 35%}, {from: 2013-01, value: 30%, department: sales}]
    drill: {columns: {bid: [officer, result, decided_on]}}
    view: [manager]
  bids: {label: 投标数, formula: count(bid), unit: count, target: 12}
dashboards: {board: {label: 看板, kpis: [win_rate, bids], places: [menu, desk]}}
scorecards:
  monthly:
    label: 月度考核
    of: sheet
    person: who
    period: month
    adjust: points
    items:
      - {group: 业务, items: [{kpi: win_rate, weight: 100, method: pass}]}
      - {group: 参考, items: [{kpi: bids}]}
    grades: {good: {label: 良好, from: 80}, fail: {label: 不合格}}
    gates: [{when: "points < 0", cap: fail}]
"""


@pytest.fixture(scope="module")
def schema():
    return schema_of(SALES)


def test_targets_stand_in_the_order_of_their_months(schema):
    targets = schema.kpis["win_rate"].targets
    assert [(t.since, t.value.tree.value, t.department) for t in targets] == [
        ("2013-01", Decimal("0.3"), "sales"), ("2024-07", Decimal("0.35"), "")]  # fmt: skip


def test_a_bare_target_holds_from_the_beginning(schema):
    (target,) = schema.kpis["bids"].targets
    assert (target.since, target.value.tree.value) == ("0000-00", Decimal(12))


def test_a_binding_is_paths_of_the_base_entity(schema):
    binding = schema.kpis["win_rate"].bind["bid"]
    assert (binding.date.text, binding.department.tree.kind.entity) == ("decided_on", "department")


def test_a_figure_that_binds_nothing_takes_the_one_date_and_person(schema):
    measure = schema.kpis["bids"].formula.tree
    assert (measure.on.steps[0].field, measure.by.steps[0].field) == ("decided_on", "officer")


def test_columns_and_viewers_of_a_figure_are_kept(schema):
    kpi = schema.kpis["win_rate"]
    assert (kpi.drill["bid"], kpi.view) == (("officer", "result", "decided_on"), ("manager",))


def test_a_dashboard_has_its_figures_and_places(schema):
    board = schema.dashboards["board"]
    assert (board.kpis, board.places) == (("win_rate", "bids"), ("menu", "desk"))


def test_a_line_without_weight_is_shown_and_not_scored(schema):
    items = schema.scorecards["monthly"].items
    assert [(i.kpi, i.weight, i.method) for i in items] == [
        ("win_rate", Decimal(100), Pass()), ("bids", None, Ratio())]  # fmt: skip


def test_grades_go_down_and_the_last_has_no_limit(schema):
    card = schema.scorecards["monthly"]
    assert [(grade.name, grade.since) for grade in card.grades] == [
        ("good", Decimal(80)), ("fail", None)]  # fmt: skip
    assert (card.gates[0].cap, card.gates[0].when.text) == ("fail", "points < 0")
