"""A swimming bath whose attendants are appraised: what the tests of scorecards lean on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from kpi.figures import Figures
from kpi.freezing import watch
from kpi.sheet import Sheet, sheet_of
from records.actor import SYSTEM
from records.gate import Gate
from records.rulebook import Rulebook
from tests import worlds

NOW = datetime(2026, 7, 2, 9, 30)
BATH = """
module: {name: bath, label: 泳池}
people: {entity: attendant, name: name}
roles: {chief: {label: 主管}}
settings:
  excellent_min: {type: integer, label: 优秀线}
  good_min: {type: integer, default: 80, label: 良好线}
  top_factor: {type: decimal, decimals: 2, label: 优秀系数}
entities:
  attendant:
    label: 救生员
    title: "{name}"
    fields:
      name: {type: string, required: true, label: 姓名}
      hired_on: {type: date, label: 入职}
      left_on: {type: date, label: 离职}
      boss: {type: link, to: attendant, label: 上级}
    permissions: {chief: {read: all}}
  round:
    label: 巡视
    title: "{due_on}"
    fields:
      attendant: {type: link, to: attendant, label: 救生员}
      due_on: {type: date, label: 应巡}
      done: {type: boolean, label: 已巡}
    permissions: {chief: {read: all}}
  sheet:
    label: 考核
    title: "{month}"
    fields:
      kind: {type: choice, options: {main: 本表, minor: 分表}, default: main, label: 方案}
      attendant: {type: link, to: attendant, required: true, label: 救生员}
      month: {type: month, required: true, label: 月份}
      span: {type: choice, options: {month: 月, quarter: 季, half: 半年, year: 年}, default: quarter, label: 周期}
      extra: {type: decimal, decimals: 2, label: 加减分}
      extra_reason: {type: text, label: 理由}
      extra_paper: {type: string, label: 依据}
      opinion: {type: decimal, decimals: 1, label: 评议分}
      fixed_score: {type: decimal, decimals: 1, label: 审定分}
      fixed_reason: {type: text, label: 审定理由}
      accidents: {type: integer, default: 0, label: 事故}
      final_score: {type: decimal, decimals: 1, readonly: true, label: 得分}
      final_grade: {type: choice, options: {excellent: 优, good: 良, fail: 差}, readonly: true, label: 等级}
      factor: {type: decimal, decimals: 4, readonly: true, label: 系数}
    workflow:
      states: {open: 待批, approved: {label: 已批, phase: run}, closed: {label: 归档, phase: end}}
      transitions:
        approve: {label: 批准, from: open, to: approved, by: [chief]}
        reopen: {label: 重开, from: approved, to: open, by: [chief]}
        close: {label: 归档, from: approved, to: closed, by: [chief]}
    permissions: {chief: {read: all, create: true, update: all}}
kpis:
  rounds_done:
    label: 巡视率
    formula: count(round where done) / count(round)
    bind: {round: {date: due_on, employee: attendant}}
    target: 100%
scorecards:
  card:
    label: 考核表
    of: sheet
    person: attendant
    period: month
    when: "kind = 'main'"
    applies_to: "name is not empty"
    adjust: extra
    freeze_on: [approve]
    items: [{group: 业务, items: [{kpi: rounds_done, weight: 100}]}]
    grades:
      excellent: {label: 优, from: 90, coefficient: 1.2}
      good: {label: 良, from: 80, coefficient: 1}
      fail: {label: 差, coefficient: 0.5}
    gates: [{when: "accidents > 0", cap: good}]
    # more
"""


def bath(*changes: tuple[str, str], more: str = "") -> str:
    """The rulebook with pieces of its text exchanged, and more keys of its card."""
    text = BATH.replace("# more", more)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


class Bath:
    """The bath with its rows, seen by the engine itself."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.gate = Gate(book, SYSTEM)

    @property
    def card(self):
        """Its first scorecard."""
        return next(iter(self.book.schema.scorecards.values()))

    def person(self, name: str = "小林", **more) -> int:
        """Somebody who is appraised."""
        return self.gate.create("attendant", {"name": name, **more}).id

    def rounds(self, person: int, done: int, of: int = 10, month: str = "2026-06") -> None:
        """So many rounds of a month, some of them done."""
        for n in range(of):
            day = date.fromisoformat(f"{month}-{n + 1:02}")
            self.gate.create("round", {"attendant": person, "due_on": day, "done": n < done})

    def sheet(self, person: int, month: str = "2026-06", **more) -> int:
        """A sheet of somebody."""
        return self.gate.create("sheet", {"attendant": person, "month": month, **more}).id

    def made(self, sheet: int) -> Sheet:
        """A sheet as it is computed now."""
        found = sheet_of(Figures(self.book), Gate(self.book, SYSTEM), "sheet", sheet)
        assert found is not None
        return found

    def value(self, sheet: int, field: str):
        """What a sheet's record says."""
        return self.gate.session.row("sheet", sheet).get(field)


@contextmanager
def opened(text: str, database_url: str, folder) -> Iterator[Bath]:
    """A bath on an empty database, on 2 July 2026."""
    with worlds.opened(text, database_url, folder, NOW, watch) as book:
        yield Bath(book)


def points(text: str) -> Decimal:
    """A decimal from its text."""
    return Decimal(text)
