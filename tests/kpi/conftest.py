"""A small bakery whose figures can be added up by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi.figures import Figures
from records.rulebook import Rulebook
from schema.load import read
from tests.worlds import closed, founded

BAKERY = """
module: {name: bakery, label: 面包房}
people: {entity: baker, name: name, department: team}
roles: {boss: {label: 店主}, hand: {label: 伙计}}
settings:
  late_ok: {type: integer, default: 0, label: 宽限}
  mode: {type: choice, options: {gross: 金额, count: 数量}, default: gross, label: 方式}
entities:
  team:
    label: 班组
    title: "{name}"
    fields: {name: {type: string, required: true, label: 名称}}
    permissions: {boss: {read: all, create: true}}
  baker:
    label: 师傅
    title: "{name}"
    fields:
      name: {type: string, required: true, label: 姓名}
      team: {type: link, to: team, label: 班组}
    permissions: {boss: {read: all, create: true}, hand: {read: "id = me"}}
  batch:
    label: 炉次
    title: "{baked_on}"
    fields:
      baker: {type: link, to: baker, label: 师傅}
      kind: {type: choice, options: {loaf: 吐司, roll: 小圆包}, label: 品种}
      baked_on: {type: date, label: 烘焙日期}
      due_on: {type: date, label: 应交日期}
      loaves: {type: integer, label: 数量}
      sold: {type: money, label: 售出}
      on_time: {type: boolean, formula: "if(baked_on is not empty, baked_on <= due_on)", label: 及时}
    permissions: {boss: {read: all, create: true}, hand: {read: "baker = me"}}
  stock:
    label: 存货
    title: "{counted_on}"
    fields:
      counted_on: {type: date, label: 盘点日}
      value: {type: money, label: 金额}
    permissions: {boss: {read: all, create: true}}
kpis:
  on_time:
    label: 及时率
    formula: count(batch where on_time) / count(batch where on_time is not empty)
    bind: {batch: {date: due_on, employee: baker, department: baker.team}}
    split: kind
    target: [{from: 2026-01, value: 90%}, {from: 2026-07, value: 95%}]
  sales: {label: 销售额, formula: sum(batch.sold), bind: {batch: {date: baked_on, employee: baker}}, unit: money, decimals: 2}
  sales_by_dozen: {label: 每打销售额, formula: sum(batch.sold) / 12, bind: {batch: {date: baked_on, employee: baker}}, unit: money}
  sales_to_date: {label: 累计, formula: ytd(sum(batch.sold)), bind: {batch: {date: baked_on, employee: baker}}, unit: money}
  stock_ratio:
    label: 库存占比
    formula: last(stock.value on counted_on) / ytd(sum(batch.sold on baked_on))
    bind: {stock: {date: counted_on}, batch: {date: baked_on, employee: baker}}
    subject: company
    direction: lower
    target: 10%
  growth: {label: 增长, formula: "growth(sum(batch.sold))", bind: {batch: {date: baked_on, employee: baker}}}
  bakers: {label: 出勤师傅, formula: count_distinct(batch.baker), bind: {batch: {date: baked_on, employee: baker}}, unit: count, decimals: 0}
  size: {label: 每炉平均, formula: avg(batch.loaves), bind: {batch: {date: baked_on, employee: baker}}, unit: number}
  people: {label: 在册师傅, formula: count(baker), bind: {baker: {department: team}}, subject: company, unit: count, decimals: 0}
  share: {label: 占比, formula: share(sum(batch.sold)), bind: {batch: {date: baked_on, employee: baker, department: baker.team}}}
  immense: {label: 过大, formula: "round(count(batch) * 9999999999999999999999999, 8)", bind: {batch: {date: baked_on, employee: baker}}}
  newest: {label: 最近, formula: "if(count(batch) > 1, count(batch) / setting.late_ok, length('abc'))", bind: {batch: {date: baked_on, employee: baker}}}
  baked: {label: 开炉, formula: exists(batch where loaves > 0), bind: {batch: {date: baked_on, employee: baker}}, when_no_rows: zero, unit: count, decimals: 0}
  by_mode:
    label: 按方式
    formula: "if(setting.mode = 'gross', sum(batch.sold), sum(batch.loaves)) * (year(today()) - 2025)"
    bind: {batch: {date: baked_on, employee: baker}}
  banded: {label: 分档, formula: "band(count(batch), >= 2: sum(batch.loaves), else: sum(batch.sold))", bind: {batch: {date: baked_on, employee: baker}}}
dashboards: {board: {label: 看板, kpis: [on_time, sales, stock_ratio]}}
"""


@pytest.fixture
def bakery(database_url, tmp_path) -> Rulebook:
    """The bakery's rulebook on an empty database, on 15 June 2026."""
    schema = read({"bakery.yaml": BAKERY})
    tables = founded(schema, database_url)
    yield Rulebook(schema, tables, tmp_path / "files", clock=lambda: datetime(2026, 6, 15, 10))
    closed(tables)


@pytest.fixture
def figures(bakery) -> Figures:
    """The bakery's figures."""
    return Figures(bakery)


@pytest.fixture
def put(bakery):
    """Write a row as it is: `put("batch", baker=1, sold="12.50")`."""

    def row(entity: str, **values):
        moment = datetime(2026, 1, 1)
        model = bakery.tables.model(entity)
        return model.create(created_at=moment, updated_at=moment, **values).id

    return row


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)


def cents(text: str) -> Decimal:
    """A decimal from its text."""
    return Decimal(text)
