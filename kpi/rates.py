"""Which exchange rates a figure was made with: the version of their table, to name and to compare."""

from __future__ import annotations

from typing import Any

from formula.tree import Rate
from formula.walk import walk
from kpi.canonical import digest, exact
from kpi.dated import formulas_of
from kpi.period import Period
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.questions import trees_behind


def rates_of(rulebook: Rulebook, kpi: Kpi, period: Period) -> dict[str, Any] | None:
    """How many rates there are until a period's end and their digest; None without conversions."""
    if not _converts(rulebook, kpi, period):
        return None
    lines = _lines(rulebook, period)
    return {"until": period.last_day, "count": len(lines), "sha256": digest("\n".join(lines))}


def _converts(rulebook: Rulebook, kpi: Kpi, period: Period) -> bool:
    """Whether a figure, a computed field that it reads, or a figure that it names converts."""
    entities = rulebook.schema.entities
    return rulebook.schema.company.rates is not None and any(
        isinstance(node, Rate)
        for formula in formulas_of(rulebook, kpi, period)
        for tree in trees_behind(entities, formula)
        for node, _ in walk(tree)
    )


def _lines(rulebook: Rulebook, period: Period) -> list[str]:
    """Each rate on a line, by currency and day."""
    rates, expressions = rulebook.schema.company.rates, rulebook.expressions
    if rates is None:
        return []
    row: Any = rulebook.tables.model(rates.entity).alias()
    context = rulebook.context(SYSTEM)
    paths = [
        expressions.path_tree(rates.entity, n) for n in (rates.currency, rates.date, rates.rate)
    ]
    columns = [expressions.value(path, row, context) for path in paths]
    query = row.select(*columns).where(row.deleted_at.is_null())
    found = (
        [expressions.decoded(path.kind, raw) for path, raw in zip(paths, each, strict=True)]
        for each in query.tuples()
    )
    return sorted(
        f"{currency} {day} {exact(rate)}" for currency, day, rate in found if day <= period.last_day
    )
