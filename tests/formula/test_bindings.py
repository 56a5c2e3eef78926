"""The date and the person that a figure goes by when nobody says."""

from __future__ import annotations

from formula.bindings import bound, measures
from tests.formula.world import World, tree_of


def figure(text: str, **how):
    return bound(tree_of(text, "", level="figure"), World(), **how)


def field(path) -> str:
    return path.steps[-1].field


def test_the_one_date_and_the_one_person_are_taken():
    tree = figure("count(bid where result = 'won') / count(bid)")
    assert [(field(m.on), field(m.by)) for m in measures(tree)] == [("opened_on", "officer")] * 2


def test_the_owner_is_taken_where_no_other_person_is_linked():
    assert field(figure("count(holiday)").by) == "owner"


def test_what_is_said_stays_and_what_is_bound_elsewhere_is_left():
    tree = figure("count(order on promised_on)", peopled={"order"})
    assert (field(tree.on), tree.by) == ("promised_on", None)
    assert figure("count(order)", dated={"order"}, peopled=None).on is None


def test_what_is_no_aggregate_stays():
    assert figure("kpi.sales * 2") == tree_of("kpi.sales * 2", "", level="figure")


def test_aggregates_are_found_in_bands_and_functions():
    tree = figure("band(count(bid), > 1: sum(bid.id), else: growth(count(bid)))")
    assert [measure.function for measure in measures(tree)] == ["count", "sum", "count"]
    assert all(measure.on for measure in measures(tree))
