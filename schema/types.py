"""Every field type, named once: its kind in formulas, its keys, its plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from formula import kinds
from formula.kinds import Kind
from language import say
from schema.values import Label

MOST_DECIMALS = 6


Clock = TypeVar("Clock")


class NotPlain(ValueError):
    """A text that is no plain value of a type; its words say what one looks like."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a field says that decides its kind."""

    decimals: int = 0
    options: tuple[str, ...] = ()
    multiple: bool = False
    entity: str = ""
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Type:
    """A field type.

    `keys` are those that only some types have, `needs` those that must be there.
    `plain` reads a value as somebody writes it in YAML; None means that only a
    formula gives one. `like` says how a plain value looks.
    """

    name: str
    label: Label
    kind: Callable[[Traits], Kind]
    keys: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    decimals: int = 0
    plain: Callable[[str], Any] | None = None
    like: str = ""


def _label(simplified: str, traditional: str, english: str) -> Label:
    """A label in the three languages."""
    return Label({"zh_CN": simplified, "zh_TW": traditional, "en": english})


def _always(kind: Kind) -> Callable[[Traits], Kind]:
    """A kind that no trait changes."""
    return lambda traits: kind


def read_text(text: str) -> str:
    """A text as it is."""
    return text


def read_integer(text: str) -> int:
    """A whole number; leading zeros change nothing.

    >>> read_integer("012")
    12
    """
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise NotPlain(say("a whole number"))
    return int(text)


def read_decimal(text: str) -> Decimal:
    """An exact number; powers of ten are not numbers here.

    >>> read_decimal("2.50")
    Decimal('2.50')
    """
    if not re.fullmatch(r"[+-]?(\d{1,18}(\.\d{0,8})?|\.\d{1,8})", text):
        raise NotPlain(say("a number"))
    return Decimal(text)


def read_percent(text: str) -> Decimal:
    """A fraction, written with or without the sign.

    >>> read_percent("1.6%")
    Decimal('0.016')
    """
    if not text.endswith("%"):
        return read_decimal(text)
    return read_decimal(text[:-1].strip()) / 100


def read_boolean(text: str) -> bool:
    """True or false, and no other word."""
    if text not in {"true", "false"}:
        raise NotPlain(say("true or false"))
    return text == "true"


def read_date(text: str) -> date:
    """A day.

    >>> read_date("2024-06-30")
    datetime.date(2024, 6, 30)
    """
    return _timed(date.fromisoformat, text, r"\d{4}-\d\d-\d\d", "a date like 2024-06-30")


def read_month(text: str) -> date:
    """The first day of a month.

    >>> read_month("2024-06")
    datetime.date(2024, 6, 1)
    """
    return _timed(
        lambda t: date.fromisoformat(f"{t}-01"), text, r"\d{4}-\d\d", "a month like 2024-06"
    )


def read_time(text: str) -> time:
    """A time of day, never a number of minutes.

    >>> read_time("12:30")
    datetime.time(12, 30)
    """
    return _timed(time.fromisoformat, text, r"\d\d:\d\d(:\d\d)?", "a time like 08:30")


def read_datetime(text: str) -> datetime:
    """A day and a time of the company's clock."""
    pattern = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?"
    return _timed(datetime.fromisoformat, text, pattern, "a date and time like 2024-06-30 08:30")


def _timed(read: Callable[[str], Clock], text: str, pattern: str, like: str) -> Clock:
    """A value of the calendar or the clock that matches a pattern and exists."""
    try:
        if re.fullmatch(pattern, text):
            return read(text)
    except ValueError:
        pass
    raise NotPlain(say(like))


_BOUNDS = frozenset({"min", "max"})
_LENGTHS = frozenset({"min_length", "max_length"})
_TEXT = _LENGTHS | {"pattern"}

_ALL = (
    Type("string", _label("单行文字", "單行文字", "Line of text"), _always(kinds.TEXT), _TEXT,
         plain=read_text, like="a text"),
    Type("text", _label("多行文字", "多行文字", "Long text"), _always(kinds.TEXT), _TEXT,
         plain=read_text, like="a text"),
    Type("integer", _label("整数", "整數", "Whole number"), _always(kinds.INTEGER), _BOUNDS,
         plain=read_integer, like="a whole number"),
    Type("decimal", _label("小数", "小數", "Number"), lambda t: kinds.number(t.decimals),
         _BOUNDS | {"decimals"}, decimals=2, plain=read_decimal, like="a number"),
    Type("money", _label("金额", "金額", "Amount"), lambda t: kinds.money(t.currency, t.decimals),
         _BOUNDS | {"decimals", "currency"}, decimals=2, plain=read_decimal, like="a number"),
    Type("percent", _label("百分比", "百分比", "Percentage"), lambda t: kinds.ratio(t.decimals),
         _BOUNDS | {"decimals"}, decimals=4, plain=read_percent, like="a percentage like 1.6%"),
    Type("boolean", _label("是否", "是否", "Yes or no"), _always(kinds.BOOLEAN),
         plain=read_boolean, like="true or false"),
    Type("date", _label("日期", "日期", "Date"), _always(kinds.DATE), _BOUNDS,
         plain=read_date, like="a date like 2024-06-30"),
    Type("time", _label("时间", "時間", "Time"), _always(kinds.TIME), _BOUNDS,
         plain=read_time, like="a time like 08:30"),
    Type("datetime", _label("日期时间", "日期時間", "Date and time"), _always(kinds.DATETIME),
         _BOUNDS, plain=read_datetime, like="a date and time like 2024-06-30 08:30"),
    Type("month", _label("月份", "月份", "Month"), _always(kinds.DATE), _BOUNDS,
         plain=read_month, like="a month like 2024-06"),
    Type("choice", _label("选项", "選項", "Choice"), lambda t: kinds.choice(t.options, t.multiple),
         frozenset({"options", "multiple"}), ("options",), plain=read_text, like="an option"),
    Type("link", _label("关联", "關聯", "Link"), lambda t: kinds.link(t.entity),
         frozenset({"to", "where", "on_delete"}), ("to",)),
    Type("links", _label("多个关联", "多個關聯", "Links"),
         lambda t: kinds.link(t.entity, many=True),
         frozenset({"to", "where", "on_delete"}), ("to",)),
    Type("lines", _label("明细", "明細", "Lines"), lambda t: kinds.link(t.entity, many=True),
         frozenset({"of", "by"}), ("of",)),
    Type("file", _label("文件", "檔案", "File"), _always(Kind("file"))),
    Type("image", _label("图片", "圖片", "Picture"), _always(Kind("file"))),
    Type("email", _label("电子邮件", "電子郵件", "E-mail"), _always(kinds.TEXT), _LENGTHS,
         plain=read_text, like="a text"),
    Type("phone", _label("电话", "電話", "Telephone"), _always(kinds.TEXT), _TEXT,
         plain=read_text, like="a text"),
    Type("url", _label("网址", "網址", "Web address"), _always(kinds.TEXT), _LENGTHS,
         plain=read_text, like="a text"),
    Type("sequence", _label("自动编号", "自動編號", "Number given"), _always(kinds.TEXT),
         frozenset({"pattern"}), ("pattern",)),
)  # fmt: skip

TYPES: Mapping[str, Type] = MappingProxyType({type_.name: type_ for type_ in _ALL})
"""Every field type by its name."""

SPECIFIC_KEYS = frozenset().union(*(type_.keys for type_ in _ALL))
"""The field keys that only some types have."""

TEXTS = frozenset({"string", "text", "email", "phone", "url"})
"""The types whose plain default is literal text unless it begins with "="."""

NEVER_GIVEN = frozenset({"sequence", "lines"})
"""The types whose value nobody sets: the engine gives it."""

SYSTEM_FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        "id": kinds.INTEGER,
        "version": kinds.INTEGER,
        "created_at": kinds.DATETIME,
        "created_by": kinds.TEXT,
        "updated_at": kinds.DATETIME,
        "updated_by": kinds.TEXT,
        "owner": kinds.link(""),
    }
)
"""What every record has besides its declared fields; `owner` links to the person."""

SYSTEM_LABELS: Mapping[str, Label] = MappingProxyType(
    {
        "id": _label("编号", "編號", "Id"),
        "version": _label("版本", "版本", "Version"),
        "created_at": _label("创建时间", "建立時間", "Created at"),
        "created_by": _label("创建人", "建立人", "Created by"),
        "updated_at": _label("更新时间", "更新時間", "Updated at"),
        "updated_by": _label("更新人", "更新人", "Updated by"),
        "owner": _label("负责人", "負責人", "Owner"),
        "attachments": _label("附件", "附件", "Attachments"),
    }
)
"""How the system fields are called on screens."""

STATE_LABEL = _label("状态", "狀態", "State")
"""How the field of a workflow is called on screens."""


def system_fields(person: str) -> Mapping[str, Kind]:
    """The system fields, `owner` linking to the people's entity."""
    return {**SYSTEM_FIELDS, "owner": kinds.link(person)} if person else SYSTEM_FIELDS
