"""What names mean: fields, labels, links, rows around, people, settings."""

from __future__ import annotations

import pytest

from formula.kinds import link
from formula.tree import Children, Figure, Measure, Path, Setting, Step
from tests.formula.world import faults_of, tree_of


def steps(tree) -> str:
    return ".".join(step.field for step in tree.steps)


@pytest.mark.parametrize(
    ("text", "root", "outer", "entity", "fields"),
    [
        ("amount", "row", 0, "order", "amount"),
        ("金额", "row", 0, "order", "amount"),
        ("customer.seller.name", "row", 0, "order", "customer.seller.name"),
        ("owner.department", "row", 0, "order", "owner.department"),
        ("me", "me", 0, "person", ""),
        ("me.department", "me", 0, "person", "department"),
        ("target", "row", 0, "order", "target"),
    ],
)
def test_a_path_starts_at_the_row_or_at_the_person(text, root, outer, entity, fields):
    tree = tree_of(text)
    assert (tree.root, tree.outer, tree.entity, steps(tree)) == (root, outer, entity, fields)


def test_each_step_of_a_path_names_the_entity_that_owns_the_field():
    assert tree_of("customer.seller").steps == (
        Step("order", "customer"),
        Step("customer", "seller"),
    )


def test_in_a_links_condition_names_are_the_targets_and_parent_is_the_holder():
    tree = tree_of("seller = parent.owner", "customer", outer=("order",))
    left, right = tree.arguments
    assert (left.outer, left.entity, right.outer, right.entity) == (0, "customer", 1, "order")


def test_parent_alone_is_the_row_around_itself():
    tree = tree_of("exists(line where order = parent)")
    assert tree.where.arguments[1] == Path(link("order"), tree.span, "row", 1, "order", ())


def test_parent_may_be_said_twice():
    tree = tree_of("count(lines where exists(holiday where since > parent.parent.ordered_on))")
    inner = tree.where.where.arguments[1]
    assert (inner.outer, inner.entity) == (2, "order")


def test_a_field_called_parent_is_a_field_where_no_row_is_around():
    tree = tree_of("parent.name", "department")
    assert (tree.outer, steps(tree)) == (0, "parent.name")


def test_a_setting_is_read_by_its_key():
    assert tree_of("setting.days") == Setting(tree_of("setting.days").kind, None, "days")


def test_functions_may_be_written_in_capitals():
    assert tree_of("TODAY()") == tree_of("today()")


def test_a_default_of_a_setting_has_no_row():
    assert tree_of("add_days(today(), 3)", "", level="value").name == "add_days"


@pytest.mark.parametrize("base", ["lines", "明细", "line"])
def test_child_rows_are_found_by_lines_label_and_entity(base):
    tree = tree_of(f"sum({base}.qty where {base}.price > 0)")
    assert isinstance(tree, Children)
    assert (tree.entity, tree.link, steps(tree.value)) == ("line", "order", "qty")
    assert steps(tree.where.arguments[0]) == "price"


def test_bare_names_inside_an_aggregate_are_the_childs():
    assert steps(tree_of("sum(lines.qty where price > 0)").where.arguments[0]) == "price"


def test_the_link_is_chosen_by_name_where_there_are_several():
    assert tree_of("count(transfer by goal)", "department").link == "goal"


def test_rows_without_a_link_are_bound_by_the_condition():
    tree = tree_of("exists(holiday where since = parent.ordered_on)")
    assert (tree.entity, tree.link) == ("holiday", "")


def test_the_records_of_several_links_are_rows_too():
    tree = tree_of("count(skills where name = 'x')", "person")
    assert (tree.entity, tree.link, tree.where.name) == ("skill", "", "and")
    several, row = tree.where.arguments[0].arguments
    assert (several.outer, steps(several), row.steps) == (1, "skills", ())


def test_the_rows_of_an_aggregate_may_be_named_as_a_whole():
    tree = tree_of("count(skill where includes(parent.skills, skill))", "person")
    assert tree.where.arguments[1] == Path(link("skill"), tree.span, "row", 0, "skill", ())


def test_one_value_makes_max_an_aggregate_and_two_make_it_a_comparison():
    assert isinstance(tree_of("max(lines.qty)"), Children)
    assert tree_of("max(pieces, count(lines))").name == "max"


def test_a_figure_counts_all_rows_of_an_entity():
    text = "count(订单 where 状态 = 'done' on 交期 by customer.seller)"
    tree = tree_of(text, "", level="figure")
    assert isinstance(tree, Measure)
    assert (tree.entity, steps(tree.on), steps(tree.by), tree.value) == (
        "order", "promised_on", "customer.seller", None,
    )  # fmt: skip
    assert tree.text == text


def test_two_aggregates_of_a_figure_have_their_own_conditions():
    first, second = tree_of(
        "count(bid where result = 'won') / count(bid)", "", level="figure"
    ).arguments
    assert first.where is not None
    assert second.where is None


def test_a_figures_condition_may_look_at_child_rows():
    tree = tree_of("count(order where exists(lines where qty > 5))", "", level="figure")
    assert isinstance(tree.where, Children)


@pytest.mark.parametrize(
    ("text", "level", "source", "name"),
    [
        ("kpi.win_rate", "figure", "kpi", "win_rate"),
        ("kpi.win_rate", "score", "kpi", "win_rate"),
        ("score.sales", "score", "score", "sales"),
        ("target", "figure", "cell", "target"),
        ("headcount", "figure", "cell", "headcount"),
        ("workdays", "figure", "cell", "workdays"),
        ("total", "score", "sheet", "total"),
    ],
)
def test_other_figures_are_read_by_name(text, level, source, name):
    tree = tree_of(text, "", level=level)
    assert isinstance(tree, Figure)
    assert (tree.source, tree.name) == (source, name)


def test_a_text_with_quotes_or_commands_is_only_a_text():
    tree = tree_of("note = 'x''; drop table person; --'")
    assert tree.arguments[1].value == "x'; drop table person; --"


@pytest.mark.parametrize("text", ["__import__('os')", "note.__class__ = 'x'", "eval('1')"])
def test_nothing_of_python_has_a_meaning(text):
    assert faults_of(text)
