"""Figures for many sheets of one cycle: what each of them asks is computed once for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kpi.cells import Cell
from kpi.figures import Figures
from kpi.levels import COMPANY
from kpi.making import CellKey, Cells
from kpi.period import Period
from kpi.targets import Targets

Named = Mapping[str, Cells]
"""Cells by the figure's name."""


@dataclass(frozen=True, slots=True)
class Remembering(Figures):
    """Figures that remember their answers: for one look, or one transaction, and no longer."""

    _kept: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What was made under a key, made at the first time."""
        whole = (self.stretch, key)
        if whole not in self._kept:
            self._kept[whole] = make()
        return self._kept[whole]

    def cells(
        self,
        names: Sequence[str],
        periods: Sequence[Period],
        level: str = COMPANY,
        split: Any = None,
        only: int | None = None,
    ) -> dict[str, Cells]:
        """The same cells as ever; those of one subject are taken from everybody's."""
        if self.stretch is not None:  # few sheets have the same days
            return Figures.cells(self, names, periods, level, split, only)
        key = (tuple(names), tuple(periods), level, split)
        found = self.once(key, lambda: Figures.cells(self, names, periods, level, split))
        if only is None or level == COMPANY:
            return dict(found)
        each = self.once((*key, "each"), lambda: _by_subject(found))
        return {name: each.get(only, {}).get(name, {}) for name in names}

    def targets(self, level: str = COMPANY, only: int | None = None) -> Targets:
        """Everybody's targets, whoever is asked for."""
        kept: Targets = self.once(("targets", level), lambda: Figures.targets(self, level))
        return kept


def _by_subject(found: Named) -> Mapping[int | None, Named]:
    """The cells of each subject alone."""
    each: dict[int | None, dict[str, dict[CellKey, Cell]]] = defaultdict(dict)
    for name, cells in found.items():
        for key, cell in cells.items():
            each[key[1]].setdefault(name, {})[key] = cell
    return each
