"""Bands: on every edge, between them, and what the checker refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formula.world import faults_of, tree_of, value_of

GRADES = "band(weight, >= 90: 'A', >= 80: 'B', >= 60: 'C', else: 'D')"


@pytest.mark.parametrize(
    ("weight", "grade"),
    [
        ("100", "A"), ("90", "A"), ("89.995", "B"), ("89.5", "B"), ("80", "B"),
        ("79.999", "C"), ("60", "C"), ("59.999", "D"), ("0", "D"), ("-5", "D"),
    ],
)  # fmt: skip
def test_a_value_on_the_edge_belongs_to_the_band_above(weight, grade):
    assert value_of(GRADES, weight=Decimal(weight)) == grade


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        (">= 90: 1, < 90: 2", []),
        ("> 90: 1, <= 90: 2", []),
        (">= 90: 1, else: 2", []),
        (">= 90: 1, >= 80: 2, < 80: 3", []),
        ("< 10: 1, < 20: 2, else: 3", []),
        ("= 1: 1, = 2: 2", []),
        (">= 90: 1, < 80: 2", ["E650"]),
        ("> 90: 1, < 90: 2", ["E650"]),
        (">= 90: 1, <= 90: 2", ["E651"]),
        (">= 90: 1, < 95: 2", ["E651"]),
        ("< 10: 1, >= 5: 2", ["E651"]),
        (">= 80: 1, >= 90: 2, else: 3", ["E652"]),
        (">= 80: 1, >= 80: 2, else: 3", ["E652"]),
        (">= 80: 1, < 80: 2, < 50: 3", ["E652"]),
        (">= 80: 1, < 'x': 2", ["E634"]),
    ],
)
def test_bands_leave_no_gap_and_no_step_unreached(steps, codes):
    assert [fault.code for fault in faults_of(f"band(pieces, {steps})")] == codes


def test_bands_of_dates_and_of_percentages_work_too():
    assert value_of("band(discount, <= 1.6%: 1, else: 2)", discount=Decimal("0.0160")) == 1
    assert tree_of("band(ordered_on, < 2024-01-01: 'old', else: 'new')").kind.name == "text"


def test_a_ratio_against_a_plain_number_is_questioned_in_bands_too():
    assert [fault.code for fault in faults_of("band(discount, >= 90: 1, else: 2)")] == ["E633"]


def test_a_band_without_a_last_step_is_empty_where_nothing_fits():
    assert value_of("band(pieces, = 1: 'one')", pieces=2) is None
