"""A colleague opens a review: every line with its points, and no number that is not theirs."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.snapshots import freeze
from tests.other_business.test_screens import pdf_text


@pytest.fixture
def sheet(clinic):
    """Ada Reed's conduct review of May, in which she took 97.05."""
    values = {"clinician": clinic.people["Ada Reed"], "month": date(2026, 5, 1)}
    return clinic.gate.create("conduct", values).id


def page(browser, address):
    return browser.get(address).get_data(as_text=True)


@pytest.mark.parametrize(("role", "open_"), [("head", True), ("doctor", True), ("nurse", False)])
def test_a_figure_for_the_head_is_locked_for_a_colleague_and_open_to_oneself(
    as_role, sheet, role, open_
):
    shown = page(as_role(role), f"/e/conduct/{sheet}")
    assert "Takings" in shown and "Short waits" in shown
    assert ("/figures/of/takings" in shown) is open_
    assert ("This number is not for you." in shown) is not open_


HELD = "The grade is at most Fair: the figure “Takings” is above 90 and Bonus is below 0"
SHORT = "The grade is at most Fair, by a rule about something that is not for you"


@pytest.fixture
def capped(clinic, sheet):
    """The same review, rated well and capped by a gate that looks at her takings."""
    for aspect in ("kindness", "tidiness"):
        clinic.gate.create("opinion", {
            "review": sheet, "aspect": aspect, "as_whom": "superior", "mark": Decimal(100),
            "given_by": clinic.people["Cora Lane"],
        })  # fmt: skip
    clinic.gate.update("conduct", sheet, {"bonus": Decimal(-1)}, None)
    return sheet


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(("role", "open_"), [("head", True), ("doctor", True), ("nurse", False)])
def test_a_gate_tells_why_only_to_whoever_may_see_the_figure(
    as_role, clinic, capped, role, open_, closed
):
    if closed:
        clinic.gate.move("conduct", capped, "close")
    shown = page(as_role(role), f"/e/conduct/{capped}")
    assert (HELD in shown, SHORT in shown) == (open_, not open_)


def test_paper_says_which_gate_held_the_grade_down(as_role, clinic, capped):
    clinic.gate.move("conduct", capped, "close")
    for role in ("head", "doctor"):
        paper = pdf_text(as_role(role).get(f"/e/conduct/{capped}/print/conduct_sheet"))
        assert "".join(HELD.split()) in "".join(paper.split())


def test_the_page_of_verification_follows_the_same_rule(as_role, clinic, sheet):
    for aspect in ("kindness", "tidiness"):
        clinic.gate.create("opinion", {
            "review": sheet, "aspect": aspect, "as_whom": "superior", "mark": Decimal(80),
            "given_by": clinic.people["Cora Lane"],
        })  # fmt: skip
    code = freeze(clinic.gate, "conduct", sheet).code
    for role, open_ in (("head", True), ("nurse", False)):
        shown = page(as_role(role), f"/verify/{code}")
        assert "Takings" in shown and "Frozen against live" in shown
        assert ("This number is not for you." in shown) is not open_
