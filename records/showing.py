"""Values as plain words: in titles, exports and messages, by field type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from language import current, say
from schema.objects import Field


def shown(field: Field, value: Any, title: Any = None) -> str:
    """A value of a field as a person would write it, in the current language."""
    if value is None or value == "" or value == ():
        return ""
    return SHOWN[field.type](field, value, title)


def label(field: Field) -> str:
    """What a field is called in the current language."""
    return field.label.text(current())


def _text(field: Field, value: Any, title: Any) -> str:
    return str(value)


def _number(field: Field, value: Any, title: Any) -> str:
    return f"{Decimal(value):.{field.kind.scale}f}"


def _percent(field: Field, value: Any, title: Any) -> str:
    text = f"{Decimal(value) * 100:.{max(field.kind.scale - 2, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def _boolean(field: Field, value: Any, title: Any) -> str:
    return say("Yes") if value else say("No")


def _timed(pattern: str) -> Callable[[Field, Any, Any], str]:
    return lambda field, value, title: format(value, pattern)


def _choice(field: Field, value: Any, title: Any) -> str:
    keys = value if isinstance(value, tuple | list) else (value,)
    return say(", ").join(option(field, key) for key in keys)


def option(field: Field, key: str) -> str:
    """What an option of a choice is called."""
    found = field.options.get(key)
    return found.text(current()) if found else str(key)


def _link(field: Field, value: Any, title: Any) -> str:
    return str(title or f"#{value}")


def _links(field: Field, value: Any, title: Any) -> str:
    return say(", ").join(str(each) for each in (title or (f"#{id}" for id in value)))


def _lines(field: Field, value: Any, title: Any) -> str:
    return say("{count} lines", count=len(value))


def _file(field: Field, value: Any, title: Any) -> str:
    return str(title or say("File"))


SHOWN: Mapping[str, Callable[[Field, Any, Any], str]] = MappingProxyType(
    {
        "string": _text,
        "text": _text,
        "email": _text,
        "phone": _text,
        "url": _text,
        "sequence": _text,
        "integer": _text,
        "decimal": _number,
        "money": _number,
        "percent": _percent,
        "boolean": _boolean,
        "date": _timed("%Y-%m-%d"),
        "month": _timed("%Y-%m"),
        "time": _timed("%H:%M"),
        "datetime": _timed("%Y-%m-%d %H:%M"),
        "choice": _choice,
        "link": _link,
        "links": _links,
        "lines": _lines,
        "file": _file,
        "image": _file,
    }
)
"""Field type to its words."""
