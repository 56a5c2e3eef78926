"""Reviews of orders: which departments are asked, and until when."""

from datetime import date

import pytest

from records.actor import person_actor
from records.gate import Gate


@pytest.fixture
def asked(company, order):
    """The functions of the departments that learn of a review: `asked("urgent")`."""
    functions = ("production", "purchasing", "finance", "legal", "tech", "quality", "logistics")

    def told(kind, *given):
        review = company.put(
            "order_review", number=f"PS-{kind}", order=order(), review_type=kind, state="open", reason="x",
            convened_by=company.under, convened_on=date(2026, 6, 15), due_on=date(2026, 6, 16),
        )  # fmt: skip
        for function in given:
            office = company.put("department", code=function.upper(), name=function, kind=function)
            company.put("order_review_opinion", review=review, department=office, reviewer=company.checker,
                        aspect="capacity", reviewer_view="agree", reviewed_on=date(2026, 6, 15))  # fmt: skip
        return {name for name in functions if ("order_review", review) in reminders(company, name)}

    return told


def reminders(company, role):
    actor = person_actor(company.rulebook.schema, company.checker, [role], role)
    return {(each.entity, each.id) for each in Gate(company.rulebook, actor).reminders()}


@pytest.mark.parametrize(
    ("kind", "functions"),
    [
        ("routine", {"production"}),
        ("large", {"production", "purchasing", "finance", "legal"}),
        ("new_product", {"tech", "quality", "production", "purchasing"}),
        ("urgent", {"production", "purchasing", "logistics"}),
        ("special_sale", {"finance", "quality"}),
    ],
)
def test_the_departments_that_a_kind_of_review_needs_learn_of_it(asked, kind, functions):
    assert asked(kind) == functions


def test_who_has_given_an_opinion_is_not_asked_again(asked):
    assert asked("urgent", "production", "logistics") == {"purchasing"}
