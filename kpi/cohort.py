"""With whom a person is compared: everybody who has a sheet of the same card and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpi.figures import Figures, level_of
from kpi.period import Period
from records.actor import SYSTEM
from schema.indicators import Scorecard
from schema.scoring import Relative

Values = Mapping[str, Sequence[Decimal]]
"""The known values of others by the figure's name."""


def others(figures: Figures, card: Scorecard, subject: int | None, period: Period) -> Values:
    """The values of the others for each figure that is scored by comparison.

    Whoever has no value is not compared, and does not count as one who is worse.
    """
    named = [item.kpi for item in card.items if isinstance(item.method, Relative) and item.kpi]
    names = [name for name in named if level_of(figures.kpi(name), card.level)]
    if not names or not card.whose:
        return {}
    key = ("people", card.name, period)
    everybody = figures.once(key, lambda: _people(figures, card, period)) - {subject or 0}
    cells = figures.cells(names, [period], card.level)
    found: dict[str, list[Decimal]] = {name: [] for name in names}
    for name in names:
        known = (cells[name].get((period.key, who)) for who in sorted(everybody))
        found[name] = [cell.value for cell in known if cell is not None and cell.value is not None]
    return found


def _people(figures: Figures, card: Scorecard, period: Period) -> set[int]:
    """Everybody who has a sheet of the card in the period, or every department."""
    rulebook = figures.rulebook
    row: Any = rulebook.tables.model(card.of).alias(card.of)
    where = row.deleted_at.is_null() & (getattr(row, card.period) == period.month)
    if card.when is not None:
        context = rulebook.context(SYSTEM)
        where &= rulebook.expressions.condition(card.when.tree, row, context)
    return {who for (who,) in row.select(getattr(row, card.whose)).where(where).tuples() if who}
