"""Periods are runs of whole months, written and read one way."""

import re
from datetime import date
from pathlib import Path

import pytest

from kpi.figures import Figures
from kpi.period import Period, latest, months
from language import speaking
from records.rulebook import Rulebook
from schema.load import read
from tests.kpi.conftest import BAKERY


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-06", date(2026, 6, 1), date(2026, 7, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_reads_as_a_half_open_range_and_writes_itself_back(text, start, end):
    period = Period.parse(text)
    assert (period.start, period.end, period.key) == (start, end, text)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "26-06", "2026-Q5", "2026-H3", "06/2026", "0000-01", "9999"]
)
def test_what_is_no_period_says_what_to_write(text):
    with speaking("en"), pytest.raises(ValueError, match="Write 2026-06, 2026-Q2, 2026-H1 or 2026"):
        Period.parse(text)


def test_the_period_before_january_is_december():
    assert Period.parse("2026-01").before().key == "2025-12"


def test_a_year_before_keeps_the_month():
    assert Period.parse("2026-02").before(1, "year").key == "2025-02"


def test_a_year_to_date_begins_in_january():
    assert Period.parse("2026-06").to_date("year") == Period.spanning(
        Period.parse("2026-01"), Period.parse("2026-06")
    )


def test_a_quarter_to_date_begins_with_the_quarter():
    assert Period.parse("2026-06").to_date("quarter").key == "2026-Q2"


def test_the_latest_periods_end_with_the_given_one():
    assert [p.key for p in latest(Period.parse("2026-02"), 3)] == ["2025-12", "2026-01", "2026-02"]


def test_the_last_day_is_in_and_the_next_is_not():
    june = Period.parse("2026-06")
    assert june.contains(date(2026, 6, 30))
    assert not june.contains(date(2026, 7, 1))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-06", "2026年6月"),
        ("2026-Q2", "2026年第2季度"),
        ("2026-H1", "2026年上半年"),
        ("2026", "2026年"),
    ],
)
def test_a_period_is_called_as_people_call_it(text, label):
    with speaking("zh_CN"):
        assert Period.parse(text).label == label


def test_six_months_that_are_no_half_year_are_named_by_their_ends():
    months = Period.spanning(Period.parse("2026-05"), Period.parse("2026-10"))
    with speaking("zh_CN"):
        assert months.label == "2026年5月至2026年10月"


def test_rows_that_say_a_month_belong_to_the_month_of_that_name(put, bakery, figures, tmp_path):
    text = BAKERY.replace("module:", "company: {month_starts_on: 5}\nmodule:", 1).replace(
        "counted_on: {type: date", "counted_on: {type: month"
    )
    counted = Figures(Rulebook(read({"b.yaml": text}), bakery.tables, tmp_path))
    put("stock", counted_on=date(2026, 6, 1), value=5)
    put("batch", baked_on=date(2026, 6, 4), sold=50)
    put("batch", baked_on=date(2026, 7, 4), sold=10)
    june = months(counted.rulebook.schema).parse("2026-06")
    cell = counted.cells(["stock_ratio"], [june])["stock_ratio"]["2026-06", None]
    assert (cell.numerator, cell.denominator) == (5, 60)


def test_every_screen_and_command_asks_for_the_companys_own_months():
    root = Path(__file__).parents[2]
    for folder in ("admin", "cli", "reports"):
        for file in (root / folder).rglob("*.py"):
            found = re.findall(r"Period\.(?:parse|month_of)\(", file.read_text("utf-8"))
            assert not found, f"{file.name}: write months(schema).parse or .of"
