"""A limit that changes in July: each month is computed with the limit that it had."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from cli.figures import explanation
from kpi.board import board
from kpi.figures import Figures
from kpi.freezing import watch
from kpi.period import Period
from kpi.recompute import recompute
from kpi.sentence import sentence
from kpi.sheet import sheet_of
from kpi.snapshots import latest
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from tests.worlds import opened

HOTLINE = """
module: {name: hotline, label: 热线}
people: {entity: agent, name: name}
roles: {boss: {label: 主管}}
settings:
  good_from: {type: integer, default: 60, dated: true, label: 满意分}
  goal: {type: percent, default: 50%, dated: true, label: 目标}
  top_from: {type: integer, default: 90, dated: true, label: 优秀线}
  unit_price: {type: money, default: 10, dated: true, label: 单价}
  always: {type: integer, default: 0, label: 常数}
entities:
  agent:
    label: 客服
    title: "{name}"
    fields: {name: {type: string, required: true, label: 姓名}}
    permissions: {boss: {read: all}}
  call:
    label: 来电
    title: "{called_on}"
    fields:
      agent: {type: link, to: agent, label: 客服}
      called_on: {type: date, label: 日期}
      score: {type: integer, label: 评分}
      good: {type: boolean, formula: score >= setting.good_from, label: 满意}
    permissions: {boss: {read: all}}
  review:
    label: 考核
    title: "{month}"
    fields:
      agent: {type: link, to: agent, required: true, label: 客服}
      month: {type: month, required: true, label: 月份}
    workflow:
      states: {open: 待批, approved: {label: 已批, phase: end}}
      transitions: {approve: {label: 批准, from: open, to: approved, by: [boss]}}
    permissions: {boss: {read: all, update: all}}
kpis:
  share:
    label: 满意率
    formula: count(call where good) / count(call)
    bind: {call: {date: called_on, employee: agent}}
    target: setting.goal
  plain: {label: 直接写, formula: count(call where score >= setting.good_from), bind: {call: {date: called_on, employee: agent}}, unit: count, decimals: 0}
  so_far: {label: 累计, formula: ytd(count(call where good)), bind: {call: {date: called_on, employee: agent}}, unit: count, decimals: 0}
  worth: {label: 金额, formula: count(call) * setting.unit_price, bind: {call: {date: called_on, employee: agent}}, unit: money, rollup: sum}
  calls: {label: 来电数, formula: count(call where score >= setting.always), bind: {call: {date: called_on, employee: agent}}, unit: count, decimals: 0}
dashboards: {board: {label: 看板, kpis: [share, plain, so_far, worth, calls]}}
scorecards:
  monthly:
    label: 月度考核
    of: review
    person: agent
    period: month
    freeze_on: [approve]
    items: [{group: 业务, items: [{kpi: share, weight: 100}, {kpi: worth, weight: 0}]}]
    grades: {top: {label: 优秀, from: setting.top_from}, rest: {label: 其他}}
"""
NOW = datetime(2026, 12, 15, 9)
YEAR = Period.parse("2026").each_month()
JULY = date(2026, 7, 1)


@pytest.fixture
def book(database_url, tmp_path):
    """A hotline with one agent and, every month of 2026, three calls: 50, 65 and 80 points."""
    with opened(HOTLINE, database_url, tmp_path, NOW, watch) as book:
        gate = Gate(book, SYSTEM)
        agent = gate.create("agent", {"name": "小林"}).id
        for month in range(1, 13):
            for score in (50, 65, 80):
                values = {"agent": agent, "called_on": date(2026, month, 28), "score": score}
                gate.create("call", values)
        yield book


def across(book, name, periods=YEAR):
    """A figure's values, period by period."""
    cells = Figures(book).cells([name], periods)[name]
    return [cells[period.key, None].value for period in periods]


def test_a_board_of_twelve_months_uses_both_limits(book):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    thirds = [Decimal(2) / 3] * 6 + [Decimal(1) / 3] * 6
    assert across(book, "share") == thirds
    assert across(book, "plain") == [2] * 6 + [1] * 6
    shown = board(Figures(book), book.schema.dashboards["board"], SYSTEM, YEAR, NOW.date())
    assert [cell.cell.value for cell in shown.rows[0].cells] == thirds


def test_a_sentence_says_the_value_of_the_period_that_is_shown(book):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    plain = book.schema.kpis["plain"]
    may, july = (sentence(book, plain, period=Period.parse(f"2026-0{m}")) for m in (5, 7))
    assert "设置“满意分”（2026年5月为60）" in may
    assert "设置“满意分”（2026年7月为70）" in july
    assert "设置“满意分”（现为70）" in sentence(book, plain)
    assert may in explanation(book, plain, Period.parse("2026-05"))
    calls = sentence(book, book.schema.kpis["calls"], period=Period.parse("2026-05"))
    assert "设置“常数”（现为0）" in calls, "a setting without dates has no other value"


def test_a_frozen_sheet_keeps_the_sentence_of_its_period(book):
    book.set_setting(SYSTEM, "unit_price", 20, JULY)
    gate = Gate(book, SYSTEM)
    review = gate.create("review", {"agent": 1, "month": date(2026, 6, 1)}).id
    gate.move("review", review, "approve", {}, None)
    kept = latest(book, "review", review).content["items"][1]["kpi"]["sentence"]
    assert "设置“单价”（2026年6月为10.00）" in kept["zh_CN"]
    assert "(10.00 in 6/2026)" in kept["en"]


def test_a_window_is_measured_by_the_limit_of_the_cell_that_looks_back(book):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    assert across(book, "so_far") == [2, 4, 6, 8, 10, 12, 7, 8, 9, 10, 11, 12]


def test_a_value_in_the_formula_itself_is_that_of_each_part_of_a_sum(book):
    book.set_setting(SYSTEM, "unit_price", 20, JULY)
    assert across(book, "worth") == [30] * 6 + [60] * 6
    assert across(book, "worth", [Period.parse("2026")]) == [6 * 30 + 6 * 60]


@pytest.mark.parametrize(("name", "columns"), [("plain", 3), ("calls", 1)])
def test_months_and_limits_share_a_statement_and_equal_limits_a_column(
    book, monkeypatch, name, columns
):
    for since, limit in ((JULY, 70), (date(2026, 10, 1), 75), (date(2026, 12, 1), 70)):
        book.set_setting(SYSTEM, "good_from", limit, since)
    assert book.settings["good_from"] == 70
    asked = []
    execute = book.tables.database.execute

    def kept(query):
        asked.append(book.tables.database.get_sql_context().sql(query).query()[0])
        return execute(query)

    monkeypatch.setattr(book.tables.database, "execute", kept)
    across(book, name, Period.parse("2026").each_month()[5:])
    (statement,) = (text for text in asked if "FILTER" in text)
    scans = 1 if "TO_CHAR" in statement else 7
    assert statement.count("FILTER") == columns * scans


@pytest.mark.parametrize(("month", "points"), [("2026-06", {65, 80}), ("2026-07", {80})])
def test_the_rows_behind_a_number_are_picked_by_its_own_limit(book, month, points):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    for name in ("share", "plain"):
        found = Figures(book).rows(name, Period.parse(month), part="numerator")
        page = Gate(book, SYSTEM).find("call", Query(where=found["call"]))
        assert {record.values["score"] for record in page.records} == points


def test_what_is_missed_is_the_rest(book):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    found = Figures(book).rows("share", Period.parse("2026-06"), part="difference")
    page = Gate(book, SYSTEM).find("call", Query(where=found["call"]))
    assert [record.values["score"] for record in page.records] == [50]


def test_a_target_is_the_one_that_the_month_had(book):
    book.set_setting(SYSTEM, "goal", "60%", JULY)
    figures = Figures(book)
    aims = [figures.target(figures.kpi("share"), month) for month in YEAR]
    assert aims == [Decimal("0.5")] * 6 + [Decimal("0.6")] * 6


@pytest.mark.parametrize(("month", "limit"), [(6, 90), (7, 95)])
def test_a_grade_begins_where_it_did_in_the_period(book, month, limit):
    book.set_setting(SYSTEM, "top_from", 95, JULY)
    gate = Gate(book, SYSTEM)
    sheet = gate.create("review", {"agent": 1, "month": date(2026, month, 1)}).id
    made = sheet_of(Figures(book), gate, "review", sheet)
    assert made.card.grades[0].since == limit


@pytest.fixture
def frozen(book):
    """The figure of a sheet of June that is frozen, beside what it is today."""
    gate = Gate(book, SYSTEM)
    sheet = gate.create("review", {"agent": 1, "month": date(2026, 6, 1)}).id
    gate.move("review", sheet, "approve")
    return lambda: recompute(Figures(book), latest(book, "review", sheet))[0]


def test_a_later_limit_makes_no_difference_to_a_frozen_sheet(book, frozen):
    book.set_setting(SYSTEM, "good_from", 70, JULY)
    assert frozen().same


def test_a_limit_that_is_dated_back_is_the_cause_of_a_difference(book, frozen):
    book.set_setting(SYSTEM, "good_from", 70, date(2026, 6, 1))
    found = frozen()
    causes = {cause for cause, count in found.causes.items() if count}
    assert (found.live, causes) == (Decimal(1) / 3, {"setting"})
