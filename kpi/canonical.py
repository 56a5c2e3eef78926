"""One way of writing values as text, so that equal contents have equal hashes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from kpi.judge import Aim, Range


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks; decimals and dates as text, words in one form (NFC).

    >>> canonical({"b": Decimal("1.50"), "a": None})
    '{"a":null,"b":"1.5"}'
    """
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def exact(value: Decimal | None) -> str | None:
    """A number as the shortest text that says it exactly.

    >>> exact(Decimal("93.00"))
    '93'
    """
    return None if value is None else format(value.normalize() + 0, "f")


def decimal(text: str | None) -> Decimal | None:
    """The number that `exact` wrote."""
    return None if text is None else Decimal(text)


def exact_aim(aim: Aim | None) -> str | dict[str, str | None] | None:
    """A target as `exact` writes it, a range as its two ends."""
    return (
        {"low": exact(aim.low), "high": exact(aim.high)} if isinstance(aim, Range) else exact(aim)
    )


def aim(written: Any) -> Aim | None:
    """The target that `exact_aim` wrote."""
    if not isinstance(written, Mapping):
        return decimal(written)
    return Range(Decimal(written["low"]), Decimal(written["high"]))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    return value
