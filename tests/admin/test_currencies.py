"""On lists, forms, records and figures: in which currency an amount is, and which rate is missing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from admin.compose import totalled
from admin.live import Live
from records.actor import SYSTEM
from records.gate import Gate
from schema.load import read
from tests.admin.conftest import HASHED, TODAY, Browser, signed_in
from tests.kpi.test_exchange import OFFICE
from tests.worlds import opened

FREIGHT = "      currency: {type: choice, options: [CNY, USD, EUR, JPY], label: 币种}\n"
TEXT = OFFICE.replace(
    FREIGHT, f"{FREIGHT}      freight: {{type: money, currency: USD, label: 运费}}\n"
).replace(
    "      pieces: {type: integer",
    "      own: {type: choice, options: [CNY, USD, EUR], label: 费用币种}\n"
    "      fee: {type: money, currency: own, label: 附加费}\n"
    "      fee_cny: {type: money, formula: \"convert(fee, 'CNY', deal.signed_on)\", label: 费用折人民币}\n"
    "      pieces: {type: integer",
)


@pytest.fixture
def gate(tmp_path: Path):
    """The export office, with a rate of the dollar from 1 June 2024 on."""
    with opened(TEXT, f"sqlite:///{tmp_path / 'office.db'}", tmp_path, TODAY) as book:
        gate = Gate(book, SYSTEM)
        gate.create("seller", {"name": "小林"})
        rate = {"currency": "USD", "valid_from": date(2024, 6, 1), "quoted": "720"}
        gate.create("exchange_rate", rate)
        yield gate


@pytest.fixture
def boss(gate) -> Browser:
    """Whoever reads everything, signed in."""
    gate.rulebook.tables.Account.create(
        username="boss", name="boss", roles=("boss",), locale="zh_CN",
        password_hash=HASHED, session_stamp="boss", created_at=TODAY,
    )  # fmt: skip
    return signed_in(Live(gate.rulebook), "boss")


def deal(gate, currency):
    """A deal of two pieces at 100, on 3 June 2024."""
    lines = [{"pieces": 2, "price": "100"}]
    day = {"seller": 1, "signed_on": date(2024, 6, 3), "freight": "30"}
    return gate.create("deal", {**day, "currency": currency, "lines": lines}).id


def test_a_record_says_the_currency_of_each_amount(gate, boss):
    said = " ".join(boss.text(f"/e/deal/{deal(gate, 'USD')}").split())
    assert "运费 30.00 美元" in said and "合计 200.00 USD" in said
    assert "折人民币 1,440.00" in said and "1,440.00 USD" not in said


def test_a_list_says_it_in_its_headings_and_a_form_in_its_boxes(gate, boss):
    deal(gate, "USD")
    listed = boss.text("/e/deal")
    assert "运费（美元）" in listed and "合计（原币）" in listed and "折人民币（元）" in listed
    assert "单价（原币）" in boss.text("/e/deal/new")


def test_a_record_and_a_figure_say_which_rate_is_missing(gate, boss):
    euros = {"currency": "EUR", "valid_from": date(2024, 6, 1), "quoted": "800"}
    rate = gate.create("exchange_rate", euros).id
    made = deal(gate, "EUR")
    gate.delete("exchange_rate", rate)
    missing = "2024-06-03及以前没有EUR的汇率"
    assert missing in boss.text(f"/e/deal/{made}")
    page = boss.text("/figures/of/sales?period=2024-06")
    assert "无法计算" in page
    assert page.count(missing) == 2, "once for the figure, once for the person"


def with_fees(gate, *fees):
    """A deal with a line for each fee, in a currency of its own."""
    lines = [{"pieces": 1, "price": "1", "own": own, "fee": fee} for own, fee in fees]
    given = {"seller": 1, "signed_on": date(2024, 6, 3), "currency": "CNY", "lines": lines}
    return gate.create("deal", given).id


def test_lines_of_which_one_lacks_a_rate_have_no_total_and_say_why(gate, boss):
    euros = {"currency": "EUR", "valid_from": date(2024, 6, 1), "quoted": "800"}
    rate = gate.create("exchange_rate", euros).id
    made = with_fees(gate, ("USD", "100"), ("EUR", "50"), ("CNY", None))
    footed = boss.text(f"/e/deal/{made}")
    assert "1,120.00" in footed and "无法合计" not in footed, "a fee that is empty is no hindrance"
    gate.delete("exchange_rate", rate)
    lacking = " ".join(boss.text(f"/e/deal/{made}").split())
    assert lacking.count("720.00") == 1, "the line alone, and no total of fewer lines"
    assert "无法合计：2024-06-03及以前没有EUR的汇率" in lacking
    # The column of amounts, which lacks nothing, keeps its total.
    assert "3.00" in lacking


def test_a_form_has_no_total_of_fewer_lines_either(gate, boss):
    euros = {"currency": "EUR", "valid_from": date(2024, 6, 1), "quoted": "800"}
    rate = gate.create("exchange_rate", euros).id
    made = with_fees(gate, ("USD", "100"), ("EUR", "50"))
    total = re.compile(r'data-total="fee_cny">([^<]*)<')
    assert total.findall(boss.get(f"/e/deal/{made}/edit").text) == ["1,120.00"]
    gate.delete("exchange_rate", rate)
    assert total.findall(boss.get(f"/e/deal/{made}/edit").text) == [""]


def test_lines_of_a_record_are_added_up_in_its_currency_and_not_in_their_own():
    own = "      own: {type: choice, options: [CNY, USD], label: 币种}\n      amount: {type: money, currency: own, formula: pieces * price * 1,"
    mixed = OFFICE.replace(
        "amount: {type: money, currency: deal.currency, formula: pieces * price,", own.lstrip()
    )
    apart = (
        mixed.replace("currency: deal.currency, label: 单价", "currency: own, label: 单价")
        .replace(
            "formula: sum(lines.amount)",
            "formula: \"sum(convert(lines.amount, 'CNY', parent.signed_on))\"",
        )
        .replace("total: {type: money, currency: currency,", "total: {type: money,")
    )
    for text, added in ((OFFICE, True), (apart, False)):
        line = read({"office.yaml": text}).entities["deal_line"]
        assert totalled(line, line.fields["amount"]) is added
