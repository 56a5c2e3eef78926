"""The manual's example, read whole: what each of its lines becomes."""

from pathlib import Path

import pytest

from schema.questions import title_paths, transitions_from
from schema.values import Formula
from tests.schema.conftest import schema_of

TEXT = (Path(__file__).parent / "loan.yaml").read_text("utf-8")
SHEET = "<h1>{{ record.document.subject }}</h1><p>{{ record.borrower.department.name }}</p>"


@pytest.fixture(scope="module")
def schema():
    return schema_of(TEXT, document_loan_html=SHEET)


@pytest.fixture(scope="module")
def loan(schema):
    return schema.entities["document_loan"]


def test_a_module_has_a_name_in_three_languages(schema):
    module = schema.modules["documents"]
    assert [module.label.text(name) for name in ("zh_CN", "zh_TW", "en")] == [
        "文档管理", "文檔管理", "Documents"]  # fmt: skip
    assert (module.icon, module.order) == ("folder", 60)


def test_a_setting_is_a_field_with_a_plain_default(schema):
    setting = schema.settings["loan_workdays"].field
    assert setting.default.tree.value == 10
    assert setting.clauses == ("GD-6.4",)


def test_a_title_is_texts_and_paths(loan):
    assert loan.title.parts[1] == " "
    assert title_paths(loan) == (("number",), ("document", "subject"))


def test_a_default_may_be_a_formula(loan):
    assert loan.fields["workdays"].default.text == "setting.loan_workdays"
    assert loan.fields["borrower"].default.tree.root == "me"


def test_a_computed_field_is_not_stored(loan):
    assert not loan.fields["due_on"].stored
    assert loan.fields["due_on"].formula.tree.kind.name == "date"


def test_the_state_is_a_field_that_nobody_declares(loan):
    state = loan.fields["state"]
    assert (state.type, state.readonly) == ("choice", True)
    assert list(state.options) == list(loan.workflow.states)


def test_a_state_without_a_way_out_is_an_end(loan):
    phases = {name: state.phase for name, state in loan.workflow.states.items()}
    assert phases == {"draft": "idle", "dept_review": "run", "keeper_review": "run",
                      "lent": "run", "returned": "end", "refused": "end"}  # fmt: skip


def test_a_transition_says_from_where_by_whom_and_what_it_sets(loan):
    names = [transition.name for transition in transitions_from(loan, "keeper_review")]
    assert names == ["refuse", "lend"]
    lend = loan.workflow.transitions["lend"]
    assert (lend.by, lend.set["lent_on"].text) == (("keeper",), "today()")


def test_a_reminder_goes_to_people_and_roles_and_holds_the_title(loan):
    (reminder,) = loan.workflow.remind
    assert (reminder.to, [p.text for p in reminder.to_people]) == (("keeper",), ["borrower"])
    assert [p.text if isinstance(p, Formula) else p for p in reminder.message("zh_CN").parts] == [
        "number", " ", "document.subject", " 已逾期"]  # fmt: skip


def test_a_grant_is_for_all_records_or_for_those_of_a_condition(loan):
    assert loan.grants["keeper"].actions["read"] is True
    assert loan.grants["staff"].actions["read"].text == "borrower = me"
    assert "delete" not in loan.grants["keeper"].actions


def test_a_list_and_a_form_are_laid_out(loan):
    assert loan.list.columns == ("number", "document", "borrower", "due_on", "state")
    assert loan.list.sort == ("-lent_on",)
    assert [str(section.label) for section in loan.form] == ["申请", "归还"]


def test_a_report_knows_its_template_and_when_it_may_be_printed(schema):
    report = schema.reports["document_loan_form"]
    assert (report.of, report.template, report.when.text) == (
        "document_loan", "document_loan.html", "state != 'draft'")  # fmt: skip


def test_everything_knows_its_place(loan):
    assert (loan.span.file, loan.span.line) == ("text.yaml", 7)
    assert loan.fields["document"].where.span.line == 13
