"""What a formula reads."""

from __future__ import annotations

from formula.reads import (
    asks_who,
    children_read,
    cycle,
    depends_on_form,
    entities_read,
    fields_read,
    figures_read,
    settings_read,
)
from tests.formula.world import tree_of


def test_every_field_and_link_of_a_path_is_read():
    tree = tree_of("customer.seller.name = 'x' and amount > 1")
    assert fields_read(tree) == {
        ("order", "customer"), ("customer", "seller"), ("person", "name"), ("order", "amount"),
    }  # fmt: skip


def test_fields_of_child_rows_are_read_with_the_link_that_binds_them():
    tree = tree_of("sum(lines.qty where price > parent.amount)")
    assert fields_read(tree) == {
        ("line", "qty"), ("line", "price"), ("line", "order"), ("order", "amount"),
    }  # fmt: skip
    assert children_read(tree) == {("line", "order")}
    assert entities_read(tree) == {"line", "order"}


def test_the_form_is_read_where_a_field_of_the_row_is():
    assert depends_on_form(tree_of("customer.name = note")) == {"customer", "note"}
    assert not depends_on_form(tree_of("today() > 2024-01-01 and me.name = 'x'"))


def test_a_field_read_from_inside_an_aggregate_is_the_forms_too():
    tree = tree_of("count(lines where qty > parent.pieces)")
    assert depends_on_form(tree) == {"pieces"}


def test_in_a_links_condition_the_form_is_the_row_around():
    tree = tree_of("seller = parent.owner", "customer", outer=("order",))
    assert depends_on_form(tree, outer=1) == {"owner"}


def test_it_is_known_who_asks_which_settings_and_which_figures():
    assert asks_who(tree_of("owner = me"))
    assert asks_who(tree_of("has_role('clerk')"))
    assert not asks_who(tree_of("owner is empty"))
    assert settings_read(tree_of("pieces > setting.days")) == {"days"}
    assert figures_read(tree_of("kpi.sales / target", "", level="figure")) == {"sales"}


def test_the_parts_of_a_band_and_of_a_figure_are_read():
    band = tree_of("band(pieces, > 1: amount, else: target)")
    assert {field for _, field in fields_read(band)} == {"pieces", "amount", "target"}
    figure = tree_of("sum(order.amount where urgent on ordered_on by owner)", "", level="figure")
    assert {field for _, field in fields_read(figure)} == {
        "amount", "urgent", "ordered_on", "owner",
    }  # fmt: skip


def test_a_circle_is_found_and_anything_else_is_not():
    assert cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == ()
    assert cycle({"a": ["a"]}) == ("a", "a")
    assert cycle({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}) == ("a", "b", "c", "a")
