"""Which figures of a sheet somebody may not see, although the sheet itself is open to them."""

from __future__ import annotations

from kpi.board import may_view
from kpi.figures import Figures
from kpi.items import standing
from records.gate import Gate
from records.rows import Row
from schema.indicators import Scorecard


def hidden_figures(figures: Figures, gate: Gate, card: Scorecard, row: Row) -> frozenset[str]:
    """The names of a sheet's figures whose numbers are not for whoever asks."""
    subject = row.get(card.whose) if card.whose else None
    hidden = []
    for item in card.items:
        if item.kpi:
            whose = standing(figures, item.kpi, card.level, subject)
            kpi = figures.kpi(item.kpi)
            if not may_view(kpi, gate.actor, whose.level, whose.subject):
                hidden.append(item.kpi)
    return frozenset(hidden)
