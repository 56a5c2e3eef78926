"""What small declarations become, key by key."""

import pytest

from schema.problems import Problems
from schema.questions import fields_of, is_year, lines_of, links_into, parent_link, role_closure
from tests.schema.conftest import entity_of, field_of, schema_of

ORDER = """
entities:
  order:
    label: 订单
    fields:
      number: {type: sequence, pattern: "D{###}", label: 单号}
      lines: {type: lines, of: order_line, label: 明细}
      total: {type: money, formula: sum(lines.amount), label: 合计}
  order_line:
    label: 订单明细
    fields:
      order: {type: link, to: order, required: true, label: 订单}
      amount: {type: money, label: 金额}
"""


@pytest.mark.parametrize(
    ("default", "type_", "tree"),
    [
        ("北京", "string", "Literal"),
        ("me", "string", "Literal"),
        ("= concat('a', 'b')", "string", "Apply"),
        ("today()", "date", "Apply"),
        ("other", "integer", "Path"),
        ("5", "integer", "Literal"),
    ],
)
def test_a_default_is_a_plain_value_of_its_type_or_else_a_formula(default, type_, tree):
    other = "{type: integer, label: 另}"
    field = field_of(f'{{type: {type_}, default: "{default}", label: 它}}', other=other)
    assert type(field.default.tree).__name__ == tree


@pytest.mark.parametrize("nothing", ["null", "empty", "~"])
def test_a_transition_may_empty_a_field(nothing):
    entity = entity_of(f"""
fields: {{due: {{type: date, label: 日}}}}
workflow:
  states: {{a: 甲, b: 乙}}
  transitions:
    go: {{label: 去, from: a, to: b, by: [owner], set: {{due: {nothing}}}}}
""")
    assert entity.workflow.transitions["go"].set["due"].tree.value is None


def test_a_star_is_every_state_but_the_one_it_leads_to():
    entity = entity_of("""
fields: {due: {type: date, label: 日}}
workflow:
  states: {a: 甲, b: 乙, c: 丙}
  transitions:
    go: {label: 去, from: a, to: b, by: [owner]}
    stop: {label: 停, from: "*", to: c, by: [owner]}
""")
    assert entity.workflow.transitions["stop"].origins == ("a", "b")


def test_a_state_may_have_labels_in_several_languages_and_a_phase():
    entity = entity_of("""
fields: {due: {type: date, label: 日}}
workflow:
  states: {a: {zh_CN: 甲, en: First}, b: {label: 乙, phase: ok}}
  transitions: {go: {label: 去, from: a, to: b, by: [owner]}}
""")
    states = entity.workflow.states
    assert (states["a"].label.text("en"), states["b"].phase) == ("First", "ok")


def test_lines_are_tied_to_their_record_and_stay_out_of_the_menu():
    schema = schema_of(ORDER)
    child = schema.entities["order_line"]
    assert parent_link(schema, child) == ("order", "order")
    assert (child.hidden, lines_of(schema.entities["order"])[0].by) == (True, "order")


def test_links_into_an_entity_are_known():
    schema = schema_of(ORDER)
    assert links_into(schema, "order") == (("order_line", "order"),)
    assert ("employee", "superior") in links_into(schema, "employee")


def test_links_that_a_list_shows_are_searched_by_their_titles_unless_it_says_otherwise():
    lists = """
fields:
  name: {type: string, label: 名称}
  mother: {type: link, to: thing, label: 母}
  father: {type: link, to: thing, label: 父}
list: {columns: [name, mother]SEARCH}
"""
    assert entity_of(lists.replace("SEARCH", "")).list.search == ("name", "mother")
    assert entity_of(lists.replace("SEARCH", ", search: [name]")).list.search == ("name",)


def test_what_nobody_lays_out_is_laid_out_sensibly():
    entity = entity_of("""
fields:
  name: {type: string, label: 名称}
  wage: {type: money, private: true, label: 工资}
  note: {type: text, label: 备注}
  kind: {type: choice, options: [a, b], label: 类别, group: 其他}
""")
    assert entity.list.columns == ("name", "kind")
    assert (entity.list.filters, entity.list.search) == (("kind",), ("name",))
    assert [(str(s.label), s.fields) for s in entity.form] == [
        ("东西", ("name", "wage", "note")), ("其他", ("kind",))]  # fmt: skip


def test_fields_come_in_the_order_of_the_form():
    entity = entity_of("""
fields: {a: {type: string, label: 甲}, b: {type: string, label: 乙}, c: {type: string, label: 丙}}
form: [{section: 全部, fields: [c, a]}]
""")
    assert [field.name for field in fields_of(entity)] == ["c", "a", "b"]


def test_a_role_holds_what_it_includes():
    assert role_closure(schema_of("roles: {chief: {label: 长, includes: [manager]}}"), ["chief"]) == {
        "chief", "manager", "staff"}  # fmt: skip


def test_a_company_keeps_texts_of_its_own():
    company = schema_of("company: {name: {en: Acme}, bank: 工商银行, currency: EUR}").company
    assert (str(company.name), company.extra["bank"], company.currency) == (
        "Acme", "工商银行", "EUR")  # fmt: skip


def test_money_is_in_the_currency_of_the_company():
    schema = schema_of(ORDER + "company: {currency: EUR}")
    assert schema.entities["order_line"].fields["amount"].kind.unit == "EUR"


def test_the_stamp_changes_with_the_text():
    assert schema_of(ORDER).stamp == schema_of(ORDER).stamp != schema_of(ORDER + "\n").stamp


def test_a_label_falls_back_on_the_default_language():
    field = field_of("{type: string, label: {zh_CN: 名称, en: Name}}")
    assert [field.label.text(locale) for locale in ("zh_CN", "zh_TW", "en")] == [
        "名称",
        "名称",
        "Name",
    ]


def test_formulas_may_use_labels():
    field = field_of(
        "{type: integer, formula: 数量 * 2, label: 它}", n="{type: integer, label: 数量}"
    )
    assert field.formula.tree.arguments[0].steps[0].field == "n"


def test_a_computed_value_is_rounded_to_its_field():
    field = field_of("{type: integer, formula: n / 3, label: 它}", n="{type: integer, label: 数}")
    assert (field.formula.tree.name, field.formula.tree.kind.name) == ("round", "integer")


def test_cited_clauses_are_free_while_there_is_no_index():
    assert field_of("{type: string, clauses: [X-1], label: 它}").clauses == ("X-1",)


def test_a_file_without_a_module_is_a_module_of_its_own_name():
    schema = schema_of(ORDER)
    assert schema.entities["order"].module == "text"


def test_an_unknown_target_is_told_once_and_not_at_every_path_through_it():
    with pytest.raises(Problems) as caught:
        field_of(
            "{type: link, to: custmer, label: 它}", n="{type: string, formula: it.name, label: 名}"
        )
    assert [problem.code for problem in caught.value] == ["E301"]


@pytest.mark.parametrize(
    ("limits", "year"),
    [
        ("min: 1900, max: 2100", True),
        ("min: 1900", False),
        ("min: 1, max: 9999", False),
        ('min: 1900, max: "year(today())"', False),
    ],
)
def test_an_integer_of_four_digits_by_its_limits_is_a_year(limits, year):
    assert is_year(field_of(f"{{type: integer, {limits}, label: 年份}}")) is year
