"""Values as words on paper."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from language import speaking
from reports.filters import (
    box,
    capital,
    long_date,
    number,
    numeral,
    paragraphs,
    percent,
    to_sign,
    trimmed,
)
from reports.values import Choice, Choices, Month, Number, Year, words

CAPITALS = {
    "0": "零元整",
    "0.05": "伍分",
    "0.5": "伍角",
    "1.01": "壹元零壹分",
    "10": "壹拾元整",
    "15.1": "壹拾伍元壹角",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "10010.10": "壹万零壹拾元壹角",
    "1286400": "壹佰贰拾捌万陆仟肆佰元整",
    "2000300": "贰佰万零叁佰元整",
    "100000001.05": "壹亿零壹元零伍分",
    "-12.3": "负壹拾贰元叁角",
    "2.675": "贰元陆角捌分",
}


@pytest.mark.parametrize(("amount", "text"), CAPITALS.items())
def test_amounts_in_capitals(amount, text):
    assert capital(Decimal(amount)) == text


def test_an_amount_too_large_for_capitals_stays_in_figures():
    assert capital(Decimal("123456789012345")) == "123,456,789,012,345.00"


def test_an_empty_value_is_a_dash_everywhere():
    assert {
        words(None),
        number(None),
        capital(None),
        percent(None),
        trimmed(None),
        long_date(None),
        numeral(None),
    } == {"—"}


def test_numbers_keep_their_decimals_or_lose_their_zeros():
    assert number(Decimal("1234.50")) == "1,234.50"
    assert number(Decimal("1234.5"), 0) == "1,235"
    assert trimmed(Decimal("1250.500")) == "1,250.5"
    assert percent(Decimal("0.016")) == "1.6%"


def test_the_digits_of_years_are_not_grouped():
    year = Year(2026)
    assert (number(year), trimmed(year), words(year), year + 1) == ("2026", "2026", "2026", 2027)
    assert number(2026) == "2,026"


def test_a_day_to_sign_is_gaps_until_it_is_known():
    with speaking("zh_CN"):
        assert to_sign(date(2026, 6, 18)) == "2026年6月18日"
        assert to_sign(None).replace("\u3000", "") == "年月日"
    with speaking("en"):
        assert long_date(date(2026, 6, 18)) == "18/6/2026"


def test_values_compare_as_values_and_print_as_words():
    kind = Choice("sail", "帆船")
    assert kind == "sail" and words(kind) == "帆船"
    price = Number(Decimal("1200"), "1,200.00")
    assert price * 2 == Decimal(2400) and words(price) == "1,200.00"
    with speaking("zh_CN"):
        assert words(Month(2026, 6, 1)) == "2026年6月"
        assert words(Choices((kind, Choice("row", "划艇")))) in (
            "帆船、划艇",
            "帆船，划艇",
            "帆船, 划艇",
        )
        assert words(True) == "是"
        assert words(datetime(2026, 6, 1, 8, 5)) == "2026-06-01 08:05"


def test_long_text_falls_into_paragraphs():
    assert paragraphs(" 一\n\n二 \r\n") == ["一", "二"] and paragraphs(None) == []


def test_a_box_is_filled_when_something_holds():
    assert (box(True), box(None)) == ("■", "□")
