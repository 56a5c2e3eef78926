"""An export office: amounts in several currencies in records, figures, sheets and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi.examples import failures
from kpi.figures import Figures
from kpi.freezing import watch
from kpi.period import Period
from kpi.recompute import recompute
from kpi.snapshots import latest
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.refusals import Refused
from schema.load import read
from tests.worlds import opened

OFFICE = """
module: {name: office, label: 出口部}
people: {entity: seller, name: name}
roles: {boss: {label: 经理}}
company:
  rates: {entity: exchange_rate, currency: currency, date: valid_from, rate: rate}
entities:
  seller:
    label: 业务员
    title: "{name}"
    fields: {name: {type: string, required: true, label: 姓名}}
    permissions: {boss: {read: all}}
  exchange_rate:
    label: 汇率
    title: "{currency}"
    fields:
      currency: {type: choice, options: [USD, EUR, JPY], required: true, label: 币种}
      valid_from: {type: date, required: true, label: 生效日期}
      quoted: {type: decimal, decimals: 2, required: true, label: 每百单位}
      rate: {type: decimal, decimals: 6, formula: quoted / 100, label: 汇率}
    unique: [[currency, valid_from]]
    permissions: {boss: {read: all, create: true, update: all, delete: all}}
  deal:
    label: 订单
    title: "{signed_on}"
    fields:
      seller: {type: link, to: seller, label: 业务员}
      signed_on: {type: date, label: 签订日期}
      currency: {type: choice, options: [CNY, USD, EUR, JPY], label: 币种}
      lines: {type: lines, of: deal_line, label: 明细}
      total: {type: money, currency: currency, formula: sum(lines.amount), label: 合计}
      total_cny: {type: money, formula: "convert(total, 'CNY', signed_on)", label: 折人民币}
    checks: [{that: "total_cny < 100000", message: 超过十万要另批}]
    permissions: {boss: {read: all, create: true, update: all}}
  deal_line:
    label: 明细
    fields:
      deal: {type: link, to: deal, required: true, label: 订单}
      pieces: {type: integer, label: 数量}
      price: {type: money, currency: deal.currency, label: 单价}
      amount: {type: money, currency: deal.currency, formula: pieces * price, label: 金额}
  review:
    label: 考核
    title: "{month}"
    fields:
      seller: {type: link, to: seller, required: true, label: 业务员}
      month: {type: month, required: true, label: 月份}
    workflow:
      states: {open: 待批, approved: {label: 已批, phase: end}}
      transitions: {approve: {label: 批准, from: open, to: approved, by: [boss]}}
    permissions: {boss: {read: all, update: all}}
kpis:
  sales: {label: 销售额, formula: sum(deal.total_cny), bind: {deal: {date: signed_on, employee: seller}}, unit: money, target: 1000}
  in_euros: {label: 欧元销售, formula: "sum(convert(deal.total, 'EUR', signed_on))", bind: {deal: {date: signed_on, employee: seller}}, unit: number}
  deals: {label: 单数, formula: count(deal), bind: {deal: {date: signed_on, employee: seller}}, unit: count, decimals: 0, target: 1}
  both: {label: 均额, formula: kpi.sales / kpi.deals, unit: money}
scorecards:
  monthly:
    label: 月度考核
    of: review
    person: seller
    period: month
    freeze_on: [approve]
    items: [{group: 业务, items: [{kpi: sales, weight: 60}, {kpi: deals, weight: 40}]}]
    grades: {top: {label: 优秀, from: 90}, rest: {label: 其他}}
"""
JUNE = Period.parse("2026-06")


@pytest.fixture
def gate(database_url, tmp_path):
    """The office on 5 July 2026: a dollar is 7.20 from 1 June on and 7.10 from 20 June on."""
    now = datetime(2026, 7, 5, 9)
    with opened(OFFICE, database_url, tmp_path, now, watch) as book:
        gate = Gate(book, SYSTEM)
        gate.create("seller", {"name": "小林"})
        for day, quoted in ((1, "720"), (20, "710")):
            gate.create(
                "exchange_rate",
                {"currency": "USD", "valid_from": date(2026, 6, day), "quoted": quoted},
            )
        yield gate


def deal(gate, day, price="100", currency="USD"):
    """A deal of two pieces on a day of June."""
    lines = [{"pieces": 2, "price": price}]
    given = {"seller": 1, "signed_on": date(2026, 6, day), "currency": currency, "lines": lines}
    return gate.create("deal", given)


def value(gate, name="sales", period=JUNE):
    """The company's cell."""
    return Figures(gate.rulebook).cells([name], [period])[name][period.key, None]


def test_a_record_and_a_list_say_the_same(gate):
    deal(gate, 19)
    deal(gate, 20)
    deal(gate, 20, currency="CNY")
    shown = [gate.get("deal", id).values["total_cny"] for id in (1, 2, 3)]
    listed = gate.find("deal", Query(sort=("total_cny",), totals=("total_cny",)))
    assert shown == [Decimal("1440.00"), Decimal("1420.00"), Decimal("200.00")]
    assert [record.values["total_cny"] for record in listed.records] == sorted(shown)
    assert listed.totals["total_cny"] == sum(shown) == value(gate).value


def test_a_record_whose_rate_is_missing_says_which_one_is_to_be_entered(gate):
    with pytest.raises(Refused) as refused:
        deal(gate, 3, currency="EUR")
    assert "EUR" in str(refused.value) and "2026-06-03" in str(refused.value)
    gate.create(
        "exchange_rate", {"currency": "EUR", "valid_from": date(2026, 6, 1), "quoted": "800"}
    )
    euros = deal(gate, 3, currency="EUR").id
    gate.delete("exchange_rate", 3)
    assert gate.get("deal", euros).values["total_cny"] is None
    assert "EUR" in gate.why_empty("deal", euros, "total_cny")
    deal(gate, 20)
    listed = gate.find("deal", Query(totals=("total_cny",)))
    assert (listed.total, listed.totals["total_cny"]) == (2, None), "a part is no total"
    cell = value(gate)
    assert cell.state == "error" and "EUR" in cell.reason and "2026-06-03" in cell.reason
    assert value(gate, "both").state == "error"
    assert value(gate, "deals").value == 2


def test_a_figure_may_be_in_another_currency_when_it_says_so_by_its_unit(gate):
    deal(gate, 20)
    gate.create(
        "exchange_rate", {"currency": "EUR", "valid_from": date(2026, 6, 1), "quoted": "800"}
    )
    assert value(gate, "in_euros").value == Decimal("177.50")


def test_a_frozen_sheet_names_the_rates_and_tells_what_a_changed_one_does(gate):
    deal(gate, 20)
    review = gate.create("review", {"seller": 1, "month": date(2026, 6, 1)}).id
    gate.move("review", review, "approve", {}, None)
    kept = latest(gate.rulebook, "review", review)
    sales, deals = kept.content["items"]
    assert (sales["rates"]["count"], sales["rates"]["until"], deals["rates"]) == (
        2,
        "2026-06-30",
        None,
    )

    def causes():
        found = recompute(Figures(gate.rulebook), kept)[0]
        return found.live, {cause for cause, n in found.causes.items() if n}

    assert causes() == (1420, set())
    gate.create(
        "exchange_rate", {"currency": "USD", "valid_from": date(2026, 7, 1), "quoted": "600"}
    )
    assert causes() == (1420, set()), "a rate of July is none of June's"
    gate.update("exchange_rate", 2, {"quoted": "700"}, None)
    assert causes() == (1400, {"rates"})
    assert latest(gate.rulebook, "review", review).content["items"][0]["cell"]["value"] == "1420"


@pytest.mark.parametrize(("result", "faulty"), [("1440", False), ("200", True)])
def test_an_example_in_the_declaration_gives_its_own_rates(result, faulty):
    rows = (
        "{exchange_rate: [{currency: USD, valid_from: 2026-06-01, quoted: 720}], deal: "
        "[{signed_on: 2026-06-02, seller: li, currency: USD, lines: [{pieces: 2, price: 100}]}]}"
    )
    example = f"[{{rows: {rows}, period: 2026-06, expect: {{li: {result}}}}}]"
    text = OFFICE.replace(
        "unit: money, target: 1000}", f"unit: money, target: 1000, tests: {example}}}"
    )
    assert bool(failures(read({"office.yaml": text}), {"office.yaml": text})) is faulty
