"""A colleague opens a review: every line with its points, and no number that is not theirs."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.snapshots import freeze


@pytest.fixture
def sheet(clinic):
    """Ada Reed's conduct review of May, in which she took 1,234.50."""
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
