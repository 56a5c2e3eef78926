"""Limits of one value by itself: its length, its form, its least and its greatest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from formula.evaluate import Context, Row, value
from language import current, say
from records.lacking import missing
from records.showing import label, shown
from schema.objects import Field


def broken_limit(field: Field, found: Any, row: Row | None, context: Context) -> str:
    """What to say of a value that is outside its field's limits; "" when it is inside."""
    if found is None:
        return ""
    return next((words for limit in LIMITS if (words := limit(field, found, row, context))), "")


def _length(field: Field, found: Any, row: Row | None, context: Context) -> str:
    if not isinstance(found, str):
        return ""
    if field.min_length is not None and len(found) < field.min_length:
        return say("Write at least {count} characters.", count=field.min_length)
    if field.max_length is not None and len(found) > field.max_length:
        return say(
            "Write at most {count} characters; these are {found}.",
            count=field.max_length,
            found=len(found),
        )
    return ""


def _pattern(field: Field, found: Any, row: Row | None, context: Context) -> str:
    open_form = not field.pattern or field.type == "sequence" or not isinstance(found, str)
    if open_form or re.fullmatch(field.pattern, found):
        return ""
    if field.help is not None:
        help_text = field.help.text(current())
        return say("{field} has another form: {help}", field=label(field), help=help_text)
    return say("{field} must have the form {pattern}.", field=label(field), pattern=field.pattern)


def _least(field: Field, found: Any, row: Row | None, context: Context) -> str:
    if field.min is None:
        return ""
    limit, lack = missing(context, partial(value, field.min.tree, row, context))
    if limit is None or found >= limit:
        return lack() if limit is None and lack else ""
    words = (
        "{field} must not be before {limit}."
        if _dated(field)
        else "{field} must be at least {limit}."
    )
    return say(words, field=label(field), limit=_shown(field, limit))


def _greatest(field: Field, found: Any, row: Row | None, context: Context) -> str:
    if field.max is None:
        return ""
    limit, lack = missing(context, partial(value, field.max.tree, row, context))
    if limit is None or found <= limit:
        return lack() if limit is None and lack else ""
    words = (
        "{field} must not be after {limit}."
        if _dated(field)
        else "{field} must be at most {limit}."
    )
    return say(words, field=label(field), limit=_shown(field, limit))


def _dated(field: Field) -> bool:
    return field.type in ("date", "month", "datetime", "time")


def _shown(field: Field, limit: Any) -> str:
    """A limit as people say it: 100 marks, not 100.0."""
    words = shown(field, limit)
    return words.rstrip("0").rstrip(".") if field.type == "decimal" and "." in words else words


LIMITS: tuple[Callable[[Field, Any, Row | None, Context], str], ...] = (
    _length,
    _pattern,
    _least,
    _greatest,
)
"""The limits in the order in which they are tried; the first broken one speaks."""
