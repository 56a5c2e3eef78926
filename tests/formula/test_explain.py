"""Formulas as sentences: labels for names, the same tree in Chinese and in English."""

import pytest

from formula.check import typed
from formula.explain import explain
from formula.functions import FUNCTIONS, OPERATORS
from formula.sayings import SAYS
from tests.formula.world import World

LABELS = {
    "zh_CN": {
        "order": "订单", "bid": "投标", "line": "明细", "customer": "客户", "person": "员工",
        "department": "部门", "amount": "金额", "state": "状态", "result": "结果",
        "opened_on": "开标日期", "officer": "专员", "promised_on": "交期", "ordered_on": "下单日期",
        "delivered_on": "交货日期", "seller": "业务员", "urgent": "加急", "pieces": "件数",
        "qty": "数量", "price": "单价", "discount": "折扣", "won": "中标", "lost": "落标",
        "void": "废标", "draft": "草稿", "days": "期限", "rate": "费率", "sales": "销售额",
        "name": "姓名", "number": "编号", "clerk": "职员", "lines": "明细",
    },
    "en": {},
}  # fmt: skip


class Said:
    """The labels of the small business; English ones are the names themselves."""

    def __init__(self, locale):
        self.words = LABELS[locale]

    def entity(self, entity):
        return self.words.get(entity, entity)

    def field(self, entity, field):
        return self.words.get(field, field)

    def option(self, entity, field, key):
        return self.words.get(key, key)

    def setting(self, key):
        return self.words.get(key, key)

    def setting_option(self, key, option):
        return option

    def setting_value(self, key):
        return {"days": "5", "rate": "6%"}[key]

    def setting_when(self, key):
        return ""

    def figure(self, name):
        return self.words.get(name, name)

    def role(self, name):
        return self.words.get(name, name)


def told(formula, locale="zh_CN", entity="", level="figure"):
    """A formula's sentence."""
    return explain(typed(formula, World(), entity, level=level), Said(locale), locale)


GOLDEN = [
    (
        "count(bid where result = 'won' on opened_on by officer) / count(bid where result in ('won','lost','void') on opened_on by officer)",
        "结果为“中标”的投标数 ÷ 结果为“中标”、“落标”或“废标”的投标数；按开标日期计入月份；按专员归到个人",
        "number of bid (result is “won”) ÷ number of bid (result is “won”, “lost” or “void”); by month of opened_on; credited to officer",
    ),
    (
        "sum(order.amount where customer.seller.name = '李' on ordered_on)",
        "客户的业务员的姓名为“李”的订单的金额合计；按下单日期计入月份",
        "total amount of order (name of seller of customer is “李”); by month of ordered_on",
    ),
    (
        "count(order where delivered_on <= promised_on on promised_on) / count(order on ordered_on)",
        "交货日期不晚于交期的订单数（按交期计入月份） ÷ 订单数（按下单日期计入月份）",
        "number of order (delivered_on is not after promised_on) (by month of promised_on) ÷ number of order (by month of ordered_on)",
    ),
    (
        "avg(order.pieces * 2 where urgent on ordered_on)",
        "加急为“是”的订单的（件数 × 2）平均值；按下单日期计入月份",
        "average (pieces × 2) of order (urgent is “yes”); by month of ordered_on",
    ),
    (
        "ytd(sum(order.amount on ordered_on)) / ytd(target)",
        "年初至本期订单的金额合计 ÷ 年初至本期目标值；按下单日期计入月份",
        "total amount of order from the start of the year ÷ the target from the start of the year; by month of ordered_on",
    ),
    (
        "growth(sum(order.amount on ordered_on), 1, 'year')",
        "订单的金额合计比上年同期的增长率；按下单日期计入月份",
        "growth of total amount of order on the same period a year before; by month of ordered_on",
    ),
    (
        "rolling(count(order on ordered_on), 3) - previous(count(order on ordered_on), 2)",
        "最近 3 期订单数 − 2 期前订单数；按下单日期计入月份",
        "number of order over the last 3 periods − number of order 2 periods earlier; by month of ordered_on",
    ),
    (
        "growth(count(order on ordered_on), 1, 'quarter')",
        "订单数比 1 个季度前的增长率；按下单日期计入月份",
        "growth of number of order on 1 quarters before; by month of ordered_on",
    ),
    (
        "coalesce(qtd(max(order.pieces on ordered_on)), 0)",
        "季初至本期订单的件数最大值（无值时取 0）；按下单日期计入月份",
        "highest pieces of order from the start of the quarter (or 0 if there is none); by month of ordered_on",
    ),
    (
        "if(count(order on ordered_on) >= 10, kpi.sales, 0.5)",
        "若订单数不小于 10，则为指标“销售额”，否则为0.5；按下单日期计入月份",
        "if number of order is at least 10: the figure “sales”; otherwise: 0.5; by month of ordered_on",
    ),
    (
        "band(count(bid on opened_on), >= 10: 100, >= 5: 60, else: 0)",
        "按投标数分档：不低于 10 时为100；不低于 5 时为60；其余为0；按开标日期计入月份",
        "by number of bid — 10 and more: 100; 5 and more: 60; otherwise: 0; by month of opened_on",
    ),
    (
        "round((sum(order.amount on ordered_on) - 5) * (1 + setting.rate), 2)",
        "（（订单的金额合计 − 5） × （1 + 设置“费率”（现为6%）））四舍五入到 2 位小数；按下单日期计入月份",
        "((total amount of order − 5) × (1 + the setting “rate” (now 6%))) rounded to 2 decimals; by month of ordered_on",
    ),
    (
        "last(order.amount where discount > 1.6% or not urgent on ordered_on)",
        "最近一次折扣大于 1.6%或者加急不为“是”的订单的金额；按下单日期计入月份",
        "amount of the latest order (discount is above 1.6% or urgent is not “yes”); by month of ordered_on",
    ),
    (
        "count_distinct(order.customer where exists(lines where qty > 2) and state != 'draft' on ordered_on)",
        "有数量大于 2的明细且状态不为“草稿”的订单中不同客户的个数；按下单日期计入月份",
        "number of different customer among order (there is any line (qty is above 2) and state is not “draft”); by month of ordered_on",
    ),
    (
        "share(sum(order.amount on ordered_on), 'company')",
        "订单的金额合计占全公司的比例；按下单日期计入月份",
        "total amount of order as a part of the company's; by month of ordered_on",
    ),
    (
        "rank(count(order on ordered_on), 'department', 'asc')",
        "订单数在本部门中的名次（从低到高）；按下单日期计入月份",
        "the place of number of order in the department, the lowest first; by month of ordered_on",
    ),
    (
        "percentile(count(order on ordered_on))",
        "上一级（本部门或全公司）中订单数不高于本人者所占的比例；按下单日期计入月份",
        "the part of the department or company around where number of order is not greater; by month of ordered_on",
    ),
    (
        "count(order)",
        "订单数；订单以现状计，不分月份",
        "number of order; order as it stands today",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "chinese", "english"), GOLDEN)
def test_a_figure_is_a_sentence_in_both_languages(formula, chinese, english):
    assert told(formula) == chinese
    assert told(formula, "en") == english


@pytest.mark.parametrize(
    ("formula", "chinese"),
    [
        ("sum(lines.qty * lines.price where lines.price is not empty)",
         "单价不为空的明细的（数量 × 单价）合计"),
        ("(urgent or pieces between 1 and 5) and not (state in ('draft'))",
         "（加急为“是”或者件数在 1 至 5 之间）且并非（状态为“草稿”）"),
        ("not exists(lines where qty > parent.pieces)", "没有数量大于 该订单的件数的明细"),
        ("customer.seller = me", "客户的业务员为查看人"),
        ("workdays_between(ordered_on, delivered_on) <= setting.days",
         "下单日期至交货日期的工作日数不大于 设置“期限”（现为5）"),
        ("has_role('clerk')", "查看人具有“职员”角色"),
        ("-pieces", "−件数"),
        ("min(pieces, 3)", "件数、3 中的最小值"),
        ("delivered_on < 2026-06-01", "交货日期早于2026-06-01"),
        ("last(lines.price on on_day)", "最近一次明细的单价（按on_day）"),
    ],
)  # fmt: skip
def test_a_formula_of_a_record_is_a_sentence_too(formula, chinese):
    assert told(formula, entity="order", level="row") == chinese


def test_traditional_words_come_from_the_simplified_ones():
    tree = typed("count(bid on opened_on) / 2", World(), "", level="figure")
    assert explain(tree, Said("en"), "zh_TW") == "bid數 ÷ 2；按opened_on計入月份"


def test_every_function_and_every_operator_has_words():
    assert FUNCTIONS.keys() | OPERATORS.keys() == SAYS
