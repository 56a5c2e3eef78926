"""How values are shown, by field type; every type has a cell, a text and a filter."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from admin.cells import CELLS, PLAIN, plain
from admin.exchange import harmless
from admin.filters import FILTERS
from admin.icons import ALIASES, ICONS
from admin.pager import page_numbers
from admin.periods import PERIODS
from formula import kinds
from formula.tree import Literal, Span
from schema.objects import Field
from schema.types import TYPES
from schema.values import Formula, Label

COLOURS = {"red": Label({"zh_CN": "红", "en": "red"}), "blue": Label({"zh_CN": "蓝"})}


def field(kind, **more):
    return Field("it", kind, kinds.TEXT, Label({"zh_CN": "它"}), **more)


def test_every_type_has_a_cell_a_text_and_a_filter():
    assert set(CELLS) == set(PLAIN) == set(FILTERS) == set(TYPES)


@pytest.mark.parametrize(
    ("declared", "value", "title", "words"),
    [
        (field("money", decimals=2), Decimal("1238600.5"), None, "1,238,600.50"),
        (field("money", decimals=2), Decimal("-0.01"), None, "-0.01"),
        (field("integer"), 12000, None, "12,000"),
        (field("percent", decimals=4), Decimal("0.0165"), None, "1.65%"),
        (field("percent", decimals=4), Decimal("1"), None, "100%"),
        (field("date"), date(2026, 6, 1), None, "2026-06-01"),
        (field("month"), date(2026, 6, 1), None, "2026-06"),
        (field("datetime"), datetime(2026, 6, 1, 8, 5), None, "2026-06-01 08:05"),
        (field("time"), time(8, 5), None, "08:05"),
        (field("boolean"), False, None, "否"),
        (field("choice", options=COLOURS), "red", None, "红"),
        (field("choice", options=COLOURS), "gone", None, "gone"),
        (field("choice", options=COLOURS, multiple=True), ("red", "blue"), None, "红、蓝"),
        (field("link", to="x"), 7, "甲", "甲"),
        (field("link", to="x"), 7, None, "#7"),
        (field("links", to="x"), (7, 8), ("甲", "乙"), "甲、乙"),
        (field("string"), None, None, ""),
        (field("integer"), 0, None, "0"),
    ],
)
def test_a_value_reads_as_a_person_would_write_it(declared, value, title, words):
    assert plain(declared, value, title, "zh_CN") == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(1900, 2100, "2026"), (1000, 9999, "2026"), (1, 9999, "2,026"), (None, None, "2,026")],
)
def test_the_digits_of_years_are_not_grouped(least, most, words):
    limits = (
        limit and Formula("", Literal(kinds.INTEGER, Span(0, 0), limit)) for limit in (least, most)
    )
    declared = field("integer", **dict(zip(("min", "max"), limits, strict=True)))
    assert plain(declared, 2026, None, "zh_CN") == words


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_text_that_begins_like_a_formula_is_made_harmless(words):
    assert harmless(words) == f"'{words}"


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("this_week", "2024-02-26", "2024-03-03"),
        ("last_month", "2024-01-01", "2024-01-31"),
        ("this_month", "2024-02-01", "2024-02-29"),
        ("next_month", "2024-03-01", "2024-03-31"),
        ("this_quarter", "2024-01-01", "2024-03-31"),
        ("last_quarter", "2023-10-01", "2023-12-31"),
        ("last_year", "2023-01-01", "2023-12-31"),
        ("last_30_days", "2024-01-31", "2024-02-29"),
        ("next_7_days", "2024-02-29", "2024-03-06"),
        ("past", "None", "2024-02-28"),
    ],
)
def test_a_period_moves_with_today(word, first, last):
    days = PERIODS[word].days(date(2024, 2, 29))
    assert tuple(str(day) for day in days) == (first, last)


def test_other_words_for_an_icon_name_one_that_is_drawn():
    assert set(ALIASES.values()) <= set(ICONS)


def test_a_gap_of_one_page_is_that_page():
    assert page_numbers(4, 9) == [1, 2, 3, 4, 5, 0, 9]
