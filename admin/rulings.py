"""What was decided about a frozen sheet afterwards, in words: its record says it, no snapshot does."""

from __future__ import annotations

from admin import visit
from admin.cells import plain
from admin.words import text
from kpi.results import ruled_since
from kpi.sheet import Sheet
from kpi.show import DASH
from language import current, say
from records.record import Record


def rulings(made: Sheet, record: Record) -> list[str]:
    """The results that were decided otherwise after the freezing, in words."""
    return [
        say(
            "{result} {now}, {then} when frozen",
            result=text(each.field.label),
            now=plain(each.field, each.now, None, current()),
            then=plain(each.field, each.then, None, current()) or DASH,
        )
        for each in ruled_since(visit.rulebook(), made, record)
    ]
