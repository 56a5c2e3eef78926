"""How a value is entered, by field type: its control, its text, and what is read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from admin import cells
from schema.objects import Field

TEMPLATE = "admin/_widgets.html"
YES, NO = "true", "false"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a control: a text, or what was chosen, exactly as it was entered.

    `titles` names the chosen records, `was` is the title that belongs to the chosen one:
    a text that differs from it was written by hand and is looked up.
    """

    text: str = ""
    keys: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    was: str = ""

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Each chosen key with its title."""
        return tuple(zip(self.keys, self.titles, strict=False))

    @property
    def standing(self) -> str:
        """What stands in the control, in one text."""
        return ",".join(key for key in self.keys if key != NO) or self.text

    @property
    def by_hand(self) -> bool:
        """Whether a text was written that belongs to no chosen record."""
        return bool(self.text.strip()) and self.text.strip() != self.was.strip()

    def choosing(self, key: str, title: str, several: bool) -> Typed:
        """The same with a record chosen: beside the others, or instead of the one before."""
        if several:
            return Typed("", (*self.keys, key), (*self.titles, title))
        return Typed(title, (key,), (title,), title)


Start = Callable[[Field, Any, Any], Typed]
Read = Callable[[MultiDict[str, str], str], Typed]
Given = Callable[[Typed], Any]


@dataclass(frozen=True, slots=True)
class Widget:
    """A control: the macro that draws it and the three ways a value takes through it.

    `start` turns a stored value into what stands in the control, `read` takes what was
    sent, `given` is what the gate is handed. `grouped` controls have a legend, not a label.
    """

    macro: str
    start: Start
    read: Read
    given: Given
    kind: str = "text"
    keyboard: str = ""
    calendar: str = ""
    grouped: bool = False

    def __call__(self, field: Any, **_: Any) -> Markup:
        """The control as markup, and what is proposed there; this is how WTForms draws a field."""
        macros = current_app.jinja_env.get_template(TEMPLATE).module
        drawn = Markup(getattr(macros, self.macro)(field))
        return drawn + macros.proposal(field) if field.proposed else drawn


def read_text(sent: MultiDict[str, str], name: str) -> Typed:
    """The text of a box."""
    return Typed(text=sent.get(name, ""))


def read_keys(sent: MultiDict[str, str], name: str) -> Typed:
    """What was chosen in a list or among boxes."""
    return Typed(keys=tuple(filter(None, sent.getlist(name))))


def read_record(sent: MultiDict[str, str], name: str) -> Typed:
    """The chosen record, and the text as it stands now."""
    key, was = sent.get(name, ""), sent.get(f"{name}__was", "")
    text = sent.get(f"{name}__text", was)
    return Typed(text, (key,) if key else (), (was,) if key else (), was)


def read_records(sent: MultiDict[str, str], name: str) -> Typed:
    """The chosen records, and a text that was not turned into one."""
    keys = tuple(dict.fromkeys(filter(None, sent.getlist(name))))
    titles = tuple(sent.get(f"{name}__title-{key}", f"#{key}") for key in keys)
    return Typed(sent.get(f"{name}__text", ""), keys, titles)


def read_file(sent: MultiDict[str, str], name: str) -> Typed:
    """The file that is kept, unless its box says to remove it."""
    key = "" if sent.get(f"{name}__remove") else sent.get(name, "")
    return Typed(sent.get(f"{name}__was", "") if key else "", (key,) if key else ())


def start_text(field: Field, value: Any, title: Any) -> Typed:
    """A text, a date or a time as it is written."""
    return Typed(cells.plain(field, value, title, ""))


def start_integer(field: Field, value: Any, title: Any) -> Typed:
    """A whole number without separators, for it may be a year."""
    return Typed("" if value is None else str(value))


def start_percent(field: Field, value: Any, title: Any) -> Typed:
    """A fraction as the number before its sign."""
    return Typed("" if value is None else cells.percent_text(value, field.decimals)[:-1])


def start_boolean(field: Field, value: Any, title: Any) -> Typed:
    """A yes, a no, or nothing yet."""
    return Typed() if value is None else Typed(keys=(YES if value else NO,))


def start_choice(field: Field, value: Any, title: Any) -> Typed:
    """One chosen key or several."""
    if value is None or value == "":
        return Typed()
    return Typed(keys=tuple(value) if field.multiple else (str(value),))


def start_record(field: Field, value: Any, title: Any) -> Typed:
    """A chosen record with its title in the box."""
    if value is None:
        return Typed()
    words = str(title or f"#{value}")
    return Typed(words, (str(value),), (words,), words)


def start_records(field: Field, value: Any, title: Any) -> Typed:
    """Chosen records with their titles."""
    keys = tuple(map(str, value or ()))
    return Typed(keys=keys, titles=tuple(map(str, title or ())))


def start_file(field: Field, value: Any, title: Any) -> Typed:
    """A stored file and what it is called."""
    return Typed() if value is None else Typed(str(title or ""), (str(value),))


def given_text(typed: Typed) -> Any:
    """The text as it was written."""
    return typed.text


def given_number(typed: Typed) -> str:
    """A number without the separators that people write.

    >>> given_number(Typed("１,234.50"))
    '1234.50'
    """
    return unicodedata.normalize("NFKC", typed.text).replace(",", "").strip()


def given_percent(typed: Typed) -> str:
    """A percentage with its sign.

    >>> given_percent(Typed("30")), given_percent(Typed("1.6 ％")), given_percent(Typed(""))
    ('30%', '1.6%', '')
    """
    number = given_number(typed).rstrip("%").strip()
    return f"{number}%" if number else ""


def given_tick(typed: Typed) -> bool:
    """Yes if the box is ticked, else no."""
    return YES in typed.keys


def given_answer(typed: Typed) -> bool | None:
    """Yes, no, or nothing when neither was chosen."""
    return (typed.keys[0] == YES) if typed.keys else None


def given_choice(typed: Typed) -> str | None:
    """The chosen key."""
    return typed.keys[0] if typed.keys else None


def given_choices(typed: Typed) -> tuple[str, ...]:
    """Every chosen key."""
    return typed.keys


def given_record(typed: Typed) -> int | str | None:
    """The chosen record's id, or the text that still has to be looked up.

    >>> given_record(Typed("Ada", ("7",), ("Ada",), "Ada")), given_record(Typed("12", ("7",), ("Ada",), "Ada"))
    (7, '?12')
    """
    if typed.by_hand:
        return unknown(typed.text)
    chosen = typed.keys and typed.text.strip() and typed.keys[0].isdecimal()
    return int(typed.keys[0]) if chosen else None


def unknown(text: str) -> str:
    """A title that nobody chose; marked, so that digits are not taken for an id."""
    return f"?{text.strip()}"


def given_records(typed: Typed) -> tuple[int | str, ...]:
    """The chosen records' ids, and the text that still has to be looked up."""
    keys: list[int | str] = [int(key) for key in typed.keys if key.isdecimal()]
    return (*keys, unknown(typed.text)) if typed.by_hand else tuple(keys)


def given_file(typed: Typed) -> int | None:
    """The id of the file that is kept."""
    return int(typed.keys[0]) if typed.keys and typed.keys[0].isdecimal() else None


def _line(kind: str = "text", keyboard: str = "") -> Widget:
    return Widget("line", start_text, read_text, given_text, kind, keyboard)


def _number(start: Start, given: Given) -> Widget:
    return Widget("number", start, read_text, given, keyboard="decimal")


def _day(calendar: str) -> Widget:
    return Widget("day", start_text, read_text, given_text, keyboard="text", calendar=calendar)


_FILE = Widget("upload", start_file, read_file, given_file)

WIDGETS: Mapping[str, Widget] = MappingProxyType(
    {
        "string": _line(),
        "text": Widget("prose", start_text, read_text, given_text),
        "email": _line(kind="email", keyboard="email"),
        "phone": _line(kind="tel", keyboard="tel"),
        "url": _line(kind="url", keyboard="url"),
        "sequence": _line(),
        "integer": _number(start_integer, given_number),
        "decimal": _number(start_text, given_number),
        "money": _number(start_text, given_number),
        "percent": _number(start_percent, given_percent),
        "boolean": Widget("tick", start_boolean, read_keys, given_tick),
        "date": _day("date"),
        "month": _day("month"),
        "time": _day("time"),
        "datetime": _day("datetime-local"),
        "choice": Widget("select", start_choice, read_keys, given_choice),
        "link": Widget("pick", start_record, read_record, given_record),
        "links": Widget("picks", start_records, read_records, given_records),
        "lines": Widget("lines", start_text, read_text, given_text),
        "file": _FILE,
        "image": _FILE,
    }
)
"""Field type to its control."""

SEVERAL = Widget("boxes", start_choice, read_keys, given_choices, grouped=True)
"""Check boxes for a choice of several."""

ANSWER = Widget("decide", start_boolean, read_keys, given_answer, grouped=True)
"""Yes or no where somebody has to say which."""


def widget_of(field: Field) -> Widget:
    """The control of a field: its type's, unless it wants several options or a clear answer."""
    if field.type == "choice" and field.multiple:
        return SEVERAL
    if field.type == "boolean" and (field.required or field.required_if) and field.default is None:
        return ANSWER
    return WIDGETS[field.type]
