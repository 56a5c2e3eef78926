"""Document templates are followed through links, lines, loops and filters at load."""

import pytest

from schema.problems import Problems
from tests.schema.conftest import schema_of

ORDER = """
company: {name: 启明, fax: 0512-6000}
entities:
  order:
    label: 订单
    fields:
      number: {type: string, label: 单号}
      buyer: {type: link, to: employee, label: 采购员}
      signed_on: {type: date, label: 签订日期}
      lines: {type: lines, of: order_line, label: 明细}
  order_line:
    label: 订单明细
    fields:
      order: {type: link, to: order, required: true, label: 订单}
      amount: {type: money, label: 金额}
reports: {sheet: {label: 订单, of: order, template: sheet.html}}
"""
GOOD = [
    "{{ record.number }} {{ record.owner.name }} {{ record.created_at.year }}",
    "{{ record.buyer.department.name }}",
    "{% for line in record.lines|sort(attribute='amount') %}{{ line.order.number }}{% endfor %}",
    "{{ record.lines|sum(attribute='amount') }}",
    "{% set who = record.buyer %}{{ who.name }}",
    "{{ company.fax }}{{ company.address }}",
    "{% for n in range(3) %}{{ n.whatever }}{% endfor %}{{ loop_of.anything }}",
    "{{ record.signed_on.month if record.signed_on }}",
    "{{ record['buyer']['name'] }}{{ record.lines[0].amount }}",
    "{% import '_furniture.html' as f with context %}{{ f.letterhead() }}",
]
BAD = [
    ("{{ record.nummer }}", "nummer"),
    ("{{ record.buyer.department.name_1 }}", "name_1"),
    ("{% for line in record.lines|reverse %}{{ line.amount_1 }}{% endfor %}", "amount_1"),
    ("{{ record.lines|sum(attribute='amount_1') }}", "amount_1"),
    ("{{ record.lines|map(attribute='order.nummer')|join }}", "nummer"),
    ("{% set who = record.buyer %}{{ who.name_1 }}", "name_1"),
    ("{{ company.faks }}", "faks"),
    ("{% if record.nummer %}x{% endif %}", "nummer"),
    ("{{ record['nummer'] }}", "nummer"),
    ("{{ record.lines[0].amount_1 }}", "amount_1"),
    ("{% call(row, n) table([], record.lines) %}{{ row.amount_1 }}{% endcall %}", "amount_1"),
    ("{% macro m(x) %}{{ record.nummer }}{{ x.y }}{% endmacro %}", "nummer"),
]


@pytest.mark.parametrize("sheet", GOOD)
def test_a_path_that_leads_somewhere_is_fine(sheet):
    assert schema_of(ORDER, sheet_html=sheet).reports["sheet"].template == "sheet.html"


@pytest.mark.parametrize(("sheet", "word"), BAD)
def test_a_path_that_leads_nowhere_is_told_with_its_place(sheet, word):
    with pytest.raises(Problems) as caught:
        schema_of(ORDER, sheet_html=f"<h1>订单</h1>\n{sheet}")
    (problem,) = caught.value.problems
    assert (problem.code, problem.span.file, problem.span.line) == ("E703", "reports/sheet.html", 2)
    assert sheet[problem.span.column - 1 : problem.span.end_column - 1] == word


def test_what_a_template_includes_is_checked_for_its_record_too():
    with pytest.raises(Problems, match="reports/head.html:1:11  E703"):
        schema_of(ORDER, sheet_html="{% include 'head.html' %}", head_html="{{ record.nummer }}")
