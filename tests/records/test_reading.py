"""Texts as people write them, read by field type."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from formula import kinds
from formula.kinds import Kind
from records.packing import packed, unpacked
from records.reading import READERS, Unreadable, read
from records.showing import SHOWN, shown
from schema.objects import Field
from schema.types import TYPES
from schema.values import Label

KINDS = {"decimal": kinds.number(2), "money": kinds.money(), "percent": kinds.ratio(4),
         "date": kinds.DATE, "month": kinds.DATE, "time": kinds.TIME, "datetime": kinds.DATETIME,
         "integer": kinds.INTEGER, "boolean": kinds.BOOLEAN, "choice": kinds.choice(("a", "b")),
         "link": kinds.link("x"), "links": kinds.link("x", True)}  # fmt: skip


def field(type_, **more):
    options = {"a": Label({"zh_CN": "甲", "en": "First"}), "b": Label({"zh_CN": "乙"})}
    return Field(
        "f", type_, KINDS.get(type_, Kind("text")), Label({"en": "F"}), options=options, **more
    )


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("integer", "１２", 12), ("integer", "1,200", 1200), ("integer", "-3", -3), ("integer", 4.0, 4),
        ("integer", "+7", 7), ("decimal", "1,200.555", Decimal("1200.56")), ("decimal", ".5", Decimal("0.50")),
        ("decimal", "２．５", Decimal("2.50")), ("money", "¥1 200", Decimal("1200.00")),
        ("money", "￥３０", Decimal("30.00")), ("money", "-0.005", Decimal("-0.01")),
        ("percent", "1.6%", Decimal("0.0160")), ("percent", "1.6", Decimal("0.0160")),
        ("percent", "１．６％", Decimal("0.0160")), ("percent", Decimal("0.016"), Decimal("0.0160")),
        ("boolean", "是", True), ("boolean", "否", False), ("boolean", "on", True), ("boolean", False, False),
        ("date", "2026-6-1", date(2026, 6, 1)), ("date", "2026/06/01", date(2026, 6, 1)),
        ("date", "2026.6.1", date(2026, 6, 1)), ("date", "20260601", date(2026, 6, 1)),
        ("date", "2026年6月1日", date(2026, 6, 1)), ("date", "２０２６年６月１日", date(2026, 6, 1)),
        ("date", "2026年6月1号", date(2026, 6, 1)), ("date", "2026-06-01 00:00:00", date(2026, 6, 1)),
        ("date", datetime(2026, 6, 1, 5), date(2026, 6, 1)),
        ("month", "2026-06", date(2026, 6, 1)), ("month", "2026年6月", date(2026, 6, 1)),
        ("month", "202606", date(2026, 6, 1)), ("month", "2026-06-17", date(2026, 6, 1)),
        ("time", "8:30", time(8, 30)), ("time", "8点30分", time(8, 30)), ("time", "８：３０", time(8, 30)),
        ("time", "08:30:15", time(8, 30, 15)), ("datetime", "2026-06-01T08:30", datetime(2026, 6, 1, 8, 30)),
        ("datetime", "2026年6月1日 8:30", datetime(2026, 6, 1, 8, 30)),
        ("datetime", "2026年6月1日8点30分", datetime(2026, 6, 1, 8, 30)),
        ("datetime", "2026-06-01", datetime(2026, 6, 1)),
        ("choice", "a", "a"), ("choice", "甲", "a"), ("choice", "First", "a"),
        ("link", "12", 12), ("link", "#12", 12), ("link", 12, 12), ("links", "1, 2,1", (1, 2)),
        ("links", [3, "4"], (3, 4)), ("string", " a\r\nb ", "a b"), ("text", "a\r\nb\0", "a\nb"),
        ("email", "a@b.cn", "a@b.cn"), ("phone", "０７５５-8888 8888", "0755-8888 8888"),
        ("url", "https://a.cn/x?y=1", "https://a.cn/x?y=1"), ("string", "  ", None), ("money", None, None),
        ("links", [], None),
    ],
)  # fmt: skip
def test_a_text_is_read(type_, text, value):
    assert read(field(type_), text) == value


@pytest.mark.parametrize(
    ("type_", "text", "says"),
    [
        ("integer", "1.5", "whole number"), ("integer", "1e400", "too large"), ("integer", "12a", "whole number"),
        ("integer", True, "whole number"), ("decimal", "1,20,0", "a number"), ("decimal", "inf", "a number"),
        ("decimal", float("nan"), "a number"), ("money", "1e30", "too large"), ("percent", "abc", "1.6%"),
        ("boolean", "maybe", "yes or no"), ("date", "2026-02-30", "no such day"), ("date", "6/1/2026", "2026-06-01"),
        ("date", "soon", "2026-06-01"), ("month", "2026", "2026-06"), ("month", "2026-13", "no such day"),
        ("time", "25:00", "08:30"), ("datetime", "2026-06-01 99", "2026-06-01 08:30"), ("choice", "z", "甲, 乙"),
        ("link", "abc", "Choose a record"), ("link", "0", "Choose a record"), ("link", True, "Choose a record"),
        ("email", "nobody", "a@b.cn"), ("phone", "call me", "telephone"), ("url", "javascript:alert(1)", "https://"),
        ("url", "https://", "https://"), ("lines", "x", "cannot be written"), ("text", "x" * 100_001, "100000"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_told_what_can(type_, text, says):
    with pytest.raises(Unreadable, match=says):
        read(field(type_), text)


@pytest.mark.parametrize(
    ("unit", "text", "fits"),
    [("CNY", "￥30", True), ("CNY", "$30", False), ("USD", "＄30", True), ("USD", "¥30", False),
     ("EUR", "€30", True), ("GBP", "€30", False), ("order.currency", "$30", True)],
)  # fmt: skip
def test_the_sign_of_another_currency_is_refused(unit, text, fits):
    amount = replace(field("money"), kind=kinds.money(unit))
    if fits:
        assert read(amount, text) == 30
    else:
        with pytest.raises(Unreadable):
            read(amount, text)


def test_several_options_are_read_from_keys_and_labels():
    assert read(field("choice", multiple=True), "乙、a;乙") == ("b", "a")


def test_every_field_type_can_be_read_and_shown():
    assert set(READERS) == set(SHOWN) == set(TYPES)


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        ("decimal", Decimal("1200.5"), "1200.50"), ("percent", Decimal("0.0160"), "1.6%"), ("boolean", False, "No"),
        ("date", date(2026, 6, 1), "2026-06-01"), ("month", date(2026, 6, 1), "2026-06"), ("time", time(8, 5), "08:05"),
        ("datetime", datetime(2026, 6, 1, 8, 5), "2026-06-01 08:05"), ("choice", "a", "First"), ("link", 7, "#7"),
        ("links", (1, 2), "#1, #2"), ("string", None, ""), ("integer", 0, "0"),
    ],
)  # fmt: skip
def test_a_value_is_shown(type_, value, words):
    assert shown(field(type_), value) == words


@pytest.mark.parametrize(
    "type_", ["decimal", "percent", "date", "datetime", "time", "integer", "boolean"]
)
def test_a_value_survives_packing(type_):
    value = read(
        field(type_),
        {"date": "2026-06-01", "datetime": "2026-06-01 08:30", "time": "8:30"}.get(type_, "1"),
    )
    assert unpacked(KINDS[type_], packed(value)) == value
