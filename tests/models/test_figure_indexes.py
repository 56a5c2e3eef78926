"""Which indexes figures bring: by their date and person, with what they read."""

import pytest

from models.indexes import MOST_COVERED, entity_indexes, figure_indexes
from schema.load import load, read
from tests.installation import SHIPPED

MARKET = """
people: {{entity: seller, name: name}}
entities:
  seller: {{label: 卖家, fields: {{name: {{type: string, label: 名}}}}}}
  stall: {{label: 摊位, fields: {{keeper: {{type: link, to: seller, label: 摊主}}}}}}
  sale:
    label: 销售
    fields:
      seller: {{type: link, to: seller, label: 卖家}}
      helper: {{type: link, to: seller, label: 帮手}}
      stall: {{type: link, to: stall, label: 摊位}}
      sold_on: {{type: date, label: 售出}}
      paid_on: {{type: date, label: 付款}}
      price: {{type: money, label: 价}}
      kind: {{type: choice, options: {{fruit: 水果, bread: 面包}}, label: 类}}
      note: {{type: text, label: 备注}}
      cheap: {{type: boolean, formula: price < 5, label: 便宜}}
      tags: {{type: links, to: stall, label: 标签}}
{many}
kpis:
{kpis}
"""
NUMBERS = [f"n{i:02}" for i in range(MOST_COVERED + 1)]


def indexes(*figures: str, many: str = "") -> set[tuple[str, ...]]:
    """The columns of every index that the sales get for these figures."""
    kpis = "\n".join(f"  f{n}: {{label: 指标, {text}}}" for n, text in enumerate(figures))
    schema = read({"market.yaml": MARKET.format(kpis=kpis, many=many)})
    return {index.columns for index in figure_indexes(schema, schema.entities["sale"])}


BOUND = "bind: {sale: {date: sold_on, employee: seller}}"


def test_a_figure_brings_one_index_by_person_and_one_by_date_that_holds_what_it_reads():
    formula = "formula: \"sum(sale.price where kind = 'fruit')\""
    assert indexes(f"{formula}, {BOUND}") == {
        ("seller_id", "sold_on"),
        ("sold_on", "seller_id", "kind", "price", "deleted_at"),
    }


def test_figures_of_the_same_date_and_person_share_the_indexes():
    found = indexes(
        f"formula: sum(sale.price), {BOUND}",
        f"formula: \"count(sale where kind = 'bread')\", {BOUND}",
    )
    assert found == {
        ("seller_id", "sold_on"),
        ("sold_on", "seller_id", "kind", "price", "deleted_at"),
    }


def test_each_date_and_each_person_has_its_own():
    found = indexes(
        f"formula: count(sale), {BOUND}",
        "formula: count(sale), bind: {sale: {date: paid_on, employee: helper}}",
    )
    assert found == {
        ("seller_id", "sold_on"),
        ("sold_on", "seller_id", "deleted_at"),
        ("helper_id", "paid_on"),
        ("paid_on", "helper_id", "deleted_at"),
    }


def test_the_date_and_the_person_of_the_formula_go_before_the_bound_ones():
    found = indexes(f"formula: count(sale on paid_on by helper), {BOUND}")
    assert found == {("helper_id", "paid_on"), ("paid_on", "helper_id", "deleted_at")}


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("note = 'x'", id="a long text"),
        pytest.param("cheap", id="a computed field"),
        pytest.param("stall.keeper is not empty", id="a field of another table"),
        pytest.param("exists(tags where keeper is not empty)", id="rows of another table"),
    ],
)
def test_what_stands_outside_the_table_or_is_long_keeps_the_index_by_date_away(condition):
    formula = f'formula: "count(sale where {condition})"'
    assert indexes(f"{formula}, {BOUND}") == {("seller_id", "sold_on")}


def test_one_figure_that_reads_too_far_costs_all_of_its_pair_the_index_by_date():
    found = indexes(
        f"formula: sum(sale.price), {BOUND}", f"formula: count(sale where cheap), {BOUND}"
    )
    assert found == {("seller_id", "sold_on")}


@pytest.mark.parametrize(("fields", "covered"), [(MOST_COVERED, True), (MOST_COVERED + 1, False)])
def test_an_index_holds_so_many_fields_at_most(fields, covered):
    many = "\n".join(f"      {name}: {{type: integer, label: {name}}}" for name in NUMBERS)
    condition = " and ".join(f"{name} > 0" for name in NUMBERS[:fields])
    found = indexes(f'formula: "count(sale where {condition})", {BOUND}', many=many)
    assert any(len(columns) == fields + 3 for columns in found) is covered
    assert ("seller_id", "sold_on") in found


@pytest.mark.parametrize(
    "bind",
    [
        pytest.param("bind: {sale: {date: sold_on, employee: stall.keeper}}", id="over a link"),
        pytest.param("bind: {sale: {date: sold_on}}, subject: company", id="nobody"),
        pytest.param("bind: {sale: {employee: seller}}", id="no date"),
    ],
)
def test_without_a_date_and_a_person_of_its_own_there_is_no_index(bind):
    assert indexes(f"formula: count(sale), {bind}") == set()


def test_a_computed_day_or_person_has_no_column_and_brings_none():
    many = "      due_on: {type: date, formula: 'coalesce(paid_on, sold_on)', label: 到期}"
    assert indexes("formula: count(sale on due_on by seller)", many=many) == set()


def test_every_index_of_the_shipped_rulebook_is_on_columns_that_there_are():
    schema = load(SHIPPED)
    for entity in schema.entities.values():
        for index in entity_indexes(schema, entity):
            assert all(index.columns), (entity.name, index.columns)
