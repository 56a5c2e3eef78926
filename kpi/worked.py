"""Which working days a figure was made with: a digest of the calendar's years, to compare."""

from __future__ import annotations

from formula.tree import Apply, Figure
from formula.walk import walk
from kpi.canonical import digest
from kpi.dated import formulas_of
from kpi.period import Period
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.questions import trees_behind

COUNTING = frozenset(("add_workdays", "workdays_between", "is_workday"))
FACT = "workdays"


def calendar_of(rulebook: Rulebook, kpi: Kpi, period: Period) -> str | None:
    """The digest of the working days of a period's years; None of a figure that counts none."""
    if not _counts(rulebook, kpi, period):
        return None
    years = (period.start.year, period.last_day.year)
    calendar = rulebook.calendar
    worked = (day for day in calendar.worked if years[0] <= day.year <= years[1])
    return digest("\n".join(day.isoformat() for day in worked))


def _counts(rulebook: Rulebook, kpi: Kpi, period: Period) -> bool:
    """Whether a figure, a computed field that it reads, or a figure it names counts working days."""
    return any(
        (isinstance(node, Apply) and node.name in COUNTING)
        or (isinstance(node, Figure) and node.name == FACT and node.source != "kpi")
        for formula in formulas_of(rulebook, kpi, period)
        for tree in trees_behind(rulebook.schema.entities, formula)
        for node, _ in walk(tree)
    )
