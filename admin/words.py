"""Declared texts, days and moments in the language of whoever reads."""

from __future__ import annotations

from datetime import date, datetime

import language
from admin import visit
from language import say
from schema.values import Label


def text(label: Label | None, locale: str = "") -> str:
    """A declared text; a missing traditional one is made from the simplified one."""
    if label is None:
        return ""
    wanted = locale or language.current()
    if wanted == "zh_TW" and not label.texts.get(wanted):
        return language.traditional(label.text())
    return label.text(wanted)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_words(day: date) -> str:
    """A day as a sentence names it, with its weekday."""
    return say(
        "{weekday}, {year}-{month}-{day}.",
        weekday=say(WEEKDAYS[day.weekday()]),
        year=day.year,
        month=day.month,
        day=day.day,
    )


def ago(moment: datetime) -> str:
    """A moment in the words of somebody who looks back from today."""
    days = (visit.now().date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days == 0:
        return say("today {time}", time=clock)
    if days == 1:
        return say("yesterday {time}", time=clock)
    return f"{moment:%Y-%m-%d}"
