"""Traps 57 to 61: what people type."""

from decimal import Decimal

import pytest

from schema.problems import Problems

JUNE = "2025-06-02"


def test_trap_57_full_width_signs_are_read_and_quotes_inside_text_are_text(shop):
    clerk = shop.put("clerk", name="甲'乙，（x）＝")
    shop.put("deal", signed_on=JUNE, seller=clerk, stage="won")
    assert shop.value("count（deal where stage ＝ 'won'）÷ 4") == Decimal("0.25")
    assert shop.value("count(deal where seller.name = '甲''乙，（x）＝')") == 1
    assert shop.value("count(deal where seller.name = '甲''乙,(x)=')") is None


@pytest.mark.parametrize(
    ("formula", "code", "hint"),
    [
        ("count(deal where stge = 'won')", "E610", "Stage"),
        ("count(deall)", "E61", "deal"),
        ("cout(deal)", "E612", "count"),
        ("count(deal where stage = 'win')", "E630", "won"),
        ("deal.amount", "E620", "sum"),
        ("sum(deal.amount) + count(deal) / count(deal)", "E631", ""),
        ("count(deal", "E601", ""),
    ],
)
def test_trap_58_every_mistake_has_its_place_and_a_suggestion(shop, formula, code, hint):
    with pytest.raises(Problems) as caught:
        shop.figures(formula)
    told = str(caught.value)
    assert code in told and "k.yaml:" in told and "^" in told
    assert hint in told


def test_trap_59_a_circle_of_figures_is_refused(shop):
    with pytest.raises(Problems, match="asked"):
        shop.figures("kpi.asked + count(deal)")


@pytest.mark.parametrize("name", ["x'; DROP TABLE deal; --", "a%b_c", "\\", "$1 ? %s", "名'"])
def test_trap_60_a_text_is_a_parameter_and_never_sql(shop, name):
    clerk = shop.put("clerk", name=name)
    shop.put("deal", signed_on=JUNE, seller=clerk)
    shop.put("deal", signed_on=JUNE, seller=shop.put("clerk", name="other"))
    quoted = name.replace("'", "''")
    with_quotes = f"count(deal where seller.name = '{quoted}')"
    assert shop.value(with_quotes) == 1


def test_trap_60_length_and_depth_have_a_limit(shop):
    with pytest.raises(Problems, match="E602"):
        shop.figures("count(deal)" + " + count(deal)" * 400)
    with pytest.raises(Problems, match="E603"):
        shop.figures("abs(" * 40 + "count(deal)" + ")" * 40)


def test_trap_61_a_new_label_changes_nothing_and_a_lost_field_names_who_uses_it(shop):
    shop.put("deal", signed_on=JUNE, stage="won")
    formula = "count(deal where stage = 'won')"
    assert shop.value(formula) == shop.value(formula, label="Another name") == 1
    with pytest.raises(Problems, match="phase"):
        shop.figures(formula.replace("stage", "phase"))
