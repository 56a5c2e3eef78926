"""What a condition on an appraisal sheet may name: its items, its total, the fields of its record."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from formula.check import typed
from formula.evaluate import value
from formula.explain import explain
from formula.faults import FormulaError
from formula.kinds import BOOLEAN, link, number, ratio
from formula.scope import SheetItems
from formula.tree import Figure, Path, Step
from tests.formula.test_explain import Said
from tests.formula.world import Store, World, context

ITEMS = SheetItems(
    figures={"win_rate": ratio(8), "sales": number(8)},
    rated=frozenset({"attitude", "looks"}),
    scored=frozenset({"win_rate", "attitude"}),
)
VALUES = {
    ("kpi", "win_rate"): Decimal("0.8"),
    ("kpi", "sales"): None,
    ("score", "win_rate"): Decimal(32),
    ("score", "attitude"): Decimal("5.5"),
    ("sheet", "total"): Decimal("91.2"),
}


class Board(World):
    """The business with one more figure, which is not on the sheet."""

    def kpis(self):
        return ("win_rate", "sales", "lateness")


def checked(text: str, world: World | None = None):
    return typed(text, world or Board(), "order", level="score", expect=BOOLEAN, items=ITEMS)


def said(text: str, world: World | None = None) -> list[str]:
    """What is wrong with a condition, and the piece of it that is marked."""
    with pytest.raises(FormulaError) as caught:
        checked(text, world)
    return [f"{fault} [{text[fault.start : fault.end]}]" for fault in caught.value.faults]


def holds(text: str, **values) -> bool:
    row = Store().add("order", **values)
    known = replace(context(), answer=lambda tree: VALUES[tree.source, tree.name])
    return value(checked(text), row, known)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("kpi.win_rate < 90%", True),
        ("kpi.win_rate >= 0.8 and pieces > 2", True),
        ("kpi.win_rate * 100 < 80", False),
        ("score.attitude < 6", True),
        ("score.win_rate + score.attitude > 37", True),
        ("total >= 90 and state = 'sent'", True),
        ("score.attitude < 6 or kpi.sales > 0", True),
        ("kpi.sales > 0 or kpi.sales <= 0", False),
        ("kpi.sales is empty", True),
        ("min(kpi.win_rate, 1) = 0.8", True),
        ("pieces > total", False),
    ],
)
def test_a_condition_mixes_items_and_fields(text, true):
    assert holds(text, pieces=3, state="sent") is true


def test_a_condition_sums_over_the_lines_of_the_record_and_compares_them_with_items():
    store = Store()
    row = store.add("order", pieces=3)
    for qty in (4, 5):
        store.add("line", order=row, qty=qty)
    known = replace(context(), answer=lambda tree: VALUES[tree.source, tree.name])
    for text, true in (
        ("sum(lines.qty) > score.attitude", True),
        ("exists(lines where qty < score.attitude)", True),
        ("count(lines where qty > score.attitude) > 0", False),
        ("count(lines where qty > parent.pieces and total > 90) = 2", True),
    ):
        assert value(checked(text), row, known) is true, text


def test_a_word_of_figures_is_a_field_where_the_record_has_one():
    (left, _) = checked("target > 1").arguments
    assert isinstance(left, Path) and left.steps[0].field == "target"


def test_the_kind_of_a_figure_is_that_of_its_unit():
    (left, _) = checked("kpi.win_rate > 1%").arguments
    assert isinstance(left, Figure) and left.kind == ratio(8)


NOT_SEEN = "A sheet has one grade, whoever reads it: name a person of its record."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kpi.lateness > 0",
         'E648 The sheet has no figure "lateness". Add {kpi: lateness} to its items; an item without '
         "a weight is only shown. [kpi.lateness]"),
        ("kpi.winrate > 0", 'E648 The sheet has no figure "winrate". Did you mean "win_rate"? [kpi.winrate]'),
        ("kpi.attitude > 0", 'E648 The sheet has no figure "attitude". People rate it: write score.attitude. [kpi.attitude]'),
        ("score.lateness > 0",
         'E648 The sheet has no item "lateness". Add {kpi: lateness, weight: …} to its items. [score.lateness]'),
        ("score.atitude > 0", 'E648 The sheet has no item "atitude". Did you mean "attitude"? [score.atitude]'),
        ("score.sales > 0",
         'E649 "sales" earns no points on the sheet, because it has no weight. Give it a weight, or '
         "compare its value: kpi.sales. [score.sales]"),
        ("score.looks > 0",
         'E649 "looks" earns no points on the sheet, because it has no weight. Give it a weight. [score.looks]'),
        ("headcount > 3", 'E623 "headcount" does not work in this place. It works in figures only. [headcount]'),
        ("workdays > 3", 'E623 "workdays" does not work in this place. It works in figures only. [workdays]'),
        ("exists(lines where qty > parent.workdays)",
         'E610 "order" has no field "workdays". [workdays]'),
        ("me = customer.seller", f'E618 "me" needs to know who is asking, and nobody is here. {NOT_SEEN} [me]'),
        ("exists(lines where created_by = me)",
         f'E618 "me" needs to know who is asking, and nobody is here. {NOT_SEEN} [me]'),
        ("has_role('clerk')",
         "E618 has_role() needs to know who is asking, and nobody is here. [has_role('clerk')]"),
        ("previous(kpi.sales) > 0",
         "E623 previous() does not work in this place. It works in figures only. [previous(kpi.sales)]"),
        ("rank(total) = 1", "E623 rank() does not work in this place. It works in figures only. [rank(total)]"),
        ("sum(kpi.sales) > 0",
         "E628 sum() needs a value of each row. Write sum(lines.field where …). [sum(kpi.sales)]"),
        ("kpi.win_rate > 80", "E633 A ratio is compared with 80, which is 8000%. Did you mean 80%? [80]"),
        ("total.x > 0", 'E619 "total" is a number, which has no fields of its own. [x]'),
        ("total", "E637 A condition is needed here, not a number. Compare it with something, such as = 'x' or > 0. [total]"),
    ],
)  # fmt: skip
def test_what_means_nothing_on_a_sheet_is_refused_where_it_stands(text, expected):
    assert said(text) == [expected]


class Sums(Board):
    """The business whose orders and lines have fields that are called like words of a sheet."""

    def fields(self, entity):
        more = {"total": number(2), "score": number(2)}
        links = {"kpi": link("customer")} if entity == "order" else {}
        return {**super().fields(entity), **more, **links}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total > 3",
         'E656 "total" belongs to the sheet here, and is a field of "order" as well. Give the field another '
         "name, or read it by a computed field: formula: total. [total]"),
        ("kpi.name = 'a'",
         'E656 "kpi" belongs to the sheet here, and is a field of "order" as well. Give the field another '
         "name, or read it by a computed field: formula: kpi. [kpi.name]"),
        ("exists(lines where total > 3)",
         'E656 "total" belongs to the sheet here, and is a field of "line" as well. Write lines.total for '
         "the field. [total]"),
    ],
)  # fmt: skip
def test_a_name_of_two_things_is_not_guessed_at(text, expected):
    assert said(text, Sums()) == [expected]


def test_a_word_of_a_sheet_is_a_field_where_it_can_be_nothing_else():
    names = {"score > 3": "score", "sum(lines.total) > 3": None, "kpi = kpi": "kpi"}
    for text, field in names.items():
        left = typed(text, Sums(), "order", level="score", items=ITEMS).arguments[0]
        assert getattr(left, "steps", (None,))[0] == (field and Step("order", field))
    inner = typed(
        "exists(lines where lines.total > 3)", Sums(), "order", level="score", items=ITEMS
    )
    assert inner.where.arguments[0].steps == (Step("line", "total"),)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("kpi.sales > 0", "指标“销售额”大于 0", "the figure “sales” is above 0"),
        ("score.win_rate < 20 and total > 90",
         "“win_rate”得分小于 20且总分大于 90",
         "the number of points of “win_rate” is below 20 and the total of the sheet is above 90"),
        ("pieces + kpi.sales > 2", "件数 + 指标“销售额”大于 2", "pieces + the figure “sales” is above 2"),
    ],
)  # fmt: skip
def test_a_condition_is_told_with_the_labels_of_its_items(text, chinese, english):
    tree = checked(text)
    assert explain(tree, Said("zh_CN"), "zh_CN") == chinese
    assert explain(tree, Said("en"), "en") == english
