"""Texts as people, forms and files give them, read as values by field type.

Full-width digits, thousands separators, Chinese dates and answers are understood; what
cannot be read is answered with an example of what can.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from formula.kinds import is_code, quantized
from language import say
from schema.objects import Field

LARGEST = 2**63 - 1
"""What eight bytes hold, on either database."""

LONGEST = 100_000
"""No text of a field is longer, whatever the field allows."""


class Unreadable(ValueError):
    """A text that is not a value of its field's type; the message says what to write."""


def read(field: Field, given: Any) -> Any:
    """The value of a field from a text, or from a value that is one already.

    Empty text is None. Raises Unreadable.
    """
    if isinstance(given, str):
        given = cleaned(given)
    if given is None or given == "" or (isinstance(given, list | tuple) and not given):
        return None
    return READERS[field.type](field, given)


def cleaned(text: str) -> str:
    """A text without what no field may hold: zero bytes, odd line ends, outer blanks."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable(say("This text contains characters that cannot be stored.")) from None
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def halved(text: Any) -> str:
    """A text with its full-width digits and signs made narrow.

    >>> halved("１２，３００．５％")
    '12,300.5%'
    """
    return unicodedata.normalize("NFKC", str(text)).replace("。", ".").strip()


def read_line(field: Field, given: Any) -> str:
    """A text on one line."""
    return " ".join(read_text(field, given).split("\n"))


def read_text(field: Field, given: Any) -> str:
    """A text of several lines."""
    text = cleaned(str(given))
    if len(text) > LONGEST:
        raise Unreadable(say("Write at most {count} characters.", count=LONGEST))
    return text


def read_integer(field: Field, given: Any) -> int:
    """A whole number."""
    number = _number(given, say("Write a whole number, such as 12."))
    if number != number.to_integral_value():
        raise Unreadable(say("Write a whole number, such as 12."))
    return int(_bounded(number, 0))


def read_decimal(field: Field, given: Any) -> Decimal:
    """A number, rounded half up to the decimals of its field."""
    text = _unsigned(field, halved(given)) if isinstance(given, str) else given
    number = _number(text, say("Write a number, such as 1,200.50."))
    return quantized(_bounded(number, field.kind.scale), field.kind.scale)


SIGNS: Mapping[str, str] = MappingProxyType(
    {"¥": r"CNY|JPY", "$": r"..D", "€": r"EUR", "£": r"GBP"}
)
"""Which currencies a sign may stand for."""


def _unsigned(field: Field, text: str) -> str:
    """A number without the sign of its currency, which may not be that of another one."""
    sign = text[:1]
    if sign not in SIGNS:
        return text
    unit = field.kind.unit
    if is_code(unit) and not re.fullmatch(SIGNS[sign], unit):
        raise Unreadable(say("Amounts here are in {currency}: write the number alone.",
                             currency=say(unit)))  # fmt: skip
    return text[1:].lstrip()


def read_percent(field: Field, given: Any) -> Decimal:
    """A fraction: the text 1.6 or 1.6% is 0.016, a number is a fraction already."""
    message = say("Write a percentage, such as 1.6%.")
    if not isinstance(given, str):
        number = _number(given, message)
    else:
        number = _number(halved(given).removesuffix("%"), message) / 100
    return quantized(_bounded(number, field.kind.scale), field.kind.scale)


def _number(given: Any, message: str) -> Decimal:
    if isinstance(given, bool):
        raise Unreadable(message)
    text = re.sub(r"(?<=\d)[,\s](?=\d{3}(\D|$))", "", halved(given).replace("−", "-"))
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable(message) from None
    if not number.is_finite():
        raise Unreadable(message)
    return number


def _bounded(number: Decimal, scale: int) -> Decimal:
    if abs(number).scaleb(scale) > LARGEST:
        raise Unreadable(say("This number is too large."))
    return number


def read_boolean(field: Field, given: Any) -> bool:
    """Yes or no, in words, figures or signs."""
    answer = ANSWERS.get(halved(given).lower())
    if answer is None:
        raise Unreadable(say("Write yes or no."))
    return answer


ANSWERS: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("true", "yes", "y", "on", "1", "1.0", "是", "有", "对", "√", "✓", "v"), True)
    | dict.fromkeys(("false", "no", "n", "off", "0", "0.0", "否", "无", "不", "×", "x"), False)
)
"""How people write yes and no."""


def read_date(field: Field, given: Any) -> date:
    """A day: 2026-06-01, 2026/6/1, 2026.6.1, 20260601 or 2026年6月1日."""
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    parts = _date_parts(given, 3)
    if parts is None:
        raise Unreadable(say("Write a date, such as 2026-06-01."))
    return _day(*parts)


def read_month(field: Field, given: Any) -> date:
    """The first day of a month: 2026-06, 2026/6 or 2026年6月."""
    if isinstance(given, date):
        return date(given.year, given.month, 1)
    parts = _date_parts(given, 2) or _date_parts(given, 3)
    if parts is None:
        raise Unreadable(say("Write a month, such as 2026-06."))
    return _day(parts[0], parts[1], 1)


def _date_parts(given: Any, count: int) -> tuple[int, ...] | None:
    text = re.sub(r"[年月/.]", "-", halved(given)).rstrip("日号-").strip()
    text = re.sub(r"(?<=-\d\d)[ T]00:00(:00)?$", "", text)
    packed = re.fullmatch(r"(\d{4})(\d\d)(\d\d)?", text)
    parts = [p for p in packed.groups() if p] if packed else re.split(r"\s*-\s*", text)
    if len(parts) != count or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return None
    return tuple(int(part) for part in parts) if len(parts[0]) == 4 else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(say("There is no such day. Write a date, such as 2026-06-01.")) from None


def read_time(field: Field, given: Any) -> time:
    """A time of day: 8:30, 08:30:00 or 8点30分."""
    if isinstance(given, datetime):
        return given.time()
    if isinstance(given, time):
        return given
    text = re.sub(r"[点时分]", ":", halved(given)).rstrip("秒:")
    found = re.fullmatch(r"(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?", text)
    try:
        hour, minute, second = (int(part or 0) for part in (found.groups() if found else "x"))
        return time(hour, minute, second)
    except ValueError:
        return _no_time()


def _no_time() -> time:
    raise Unreadable(say("Write a time, such as 08:30."))


def read_datetime(field: Field, given: Any) -> datetime:
    """A day and a time of the company's clock; a day alone is its midnight."""
    if isinstance(given, datetime):
        return given.replace(tzinfo=None)
    if isinstance(given, date):
        return datetime.combine(given, time())
    day, rest = _split_moment(halved(given))
    try:
        return datetime.combine(read_date(field, day), read_time(field, rest or "0:00"))
    except Unreadable:
        raise Unreadable(say("Write a date and a time, such as 2026-06-01 08:30.")) from None


def _split_moment(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(\d{8}|\S*?\d[日号]?)(?:[ T]\s*|(?<=[日号]))(\d{1,2}[:点时].*)", text)
    return (found.group(1), found.group(2)) if found else (text, "")


def read_choice(field: Field, given: Any) -> Any:
    """The key of an option, from its key or its label; several are a tuple of keys."""
    if not field.multiple:
        return _option(field, given)
    pieces = re.split(r"[,，、;；\n]", given) if isinstance(given, str) else given
    keys = dict.fromkeys(_option(field, piece) for piece in pieces if str(piece).strip())
    return tuple(keys) or None


def _option(field: Field, given: Any) -> str:
    text = str(given).strip()
    if text in field.options:
        return text
    for key, label in field.options.items():
        if text in label.texts.values():
            return key
    choices = say(", ").join(label.text() for label in field.options.values())
    raise Unreadable(say("Choose one of: {choices}.", choices=choices))


def read_link(field: Field, given: Any) -> int:
    """The id of a record, 12 or #12."""
    text = halved(given).removeprefix("#")
    if isinstance(given, bool) or not re.fullmatch(r"\d{1,18}", text) or not int(text):
        raise Unreadable(say("Choose a record from the list."))
    return int(text)


def read_links(field: Field, given: Any) -> tuple[int, ...] | None:
    """The ids of records, each once, in their order."""
    pieces = re.split(r"[,，、;；\s]+", given) if isinstance(given, str) else given
    if isinstance(pieces, int):
        pieces = (pieces,)
    found = dict.fromkeys(read_link(field, piece) for piece in pieces if str(piece).strip())
    return tuple(found) or None


def _pattern(pattern: str, message: str) -> Callable[[Field, Any], str]:
    def matching(field: Field, given: Any) -> str:
        text = halved(cleaned(str(given)))
        if len(text) > 500 or not re.fullmatch(pattern, text):
            raise Unreadable(say(message))
        return text

    return matching


def read_nothing(field: Field, given: Any) -> Any:
    """Nothing: the engine gives this value, or it is written elsewhere."""
    raise Unreadable(say("This value cannot be written here."))


READERS: Mapping[str, Callable[[Field, Any], Any]] = MappingProxyType(
    {
        "string": read_line,
        "text": read_text,
        "integer": read_integer,
        "decimal": read_decimal,
        "money": read_decimal,
        "percent": read_percent,
        "boolean": read_boolean,
        "date": read_date,
        "month": read_month,
        "time": read_time,
        "datetime": read_datetime,
        "choice": read_choice,
        "link": read_link,
        "links": read_links,
        "lines": read_nothing,
        "file": read_link,
        "image": read_link,
        "email": _pattern(
            r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", "Write an e-mail address, such as a@b.cn."
        ),
        "phone": _pattern(
            r"\+?[\d\s()/.\-#转*]{3,40}", "Write a telephone number, such as 0755-8888 8888."
        ),
        "url": _pattern(
            r"https?://[^\s/?#]+[^\s]*", "Write a web address that begins with https://."
        ),
        "sequence": read_line,
    }
)
"""Field type to what reads its texts."""
