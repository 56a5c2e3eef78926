"""A rulebook's figures: cells by period and subject, and the rows behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formula.tree import Typed
from kpi.amounts import Source, fetch
from kpi.bound import LEVELS, Bound, either, without
from kpi.judge import Aim
from kpi.making import Cells, Making
from kpi.period import Period
from kpi.plan import parts_of
from kpi.targets import Targets
from records.actor import SYSTEM
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.values import Formula

PARTS = ("numerator", "denominator", "difference")


@dataclass(frozen=True, slots=True)
class Figures:
    """Computes figures in system scope: the same number for everyone who may see it."""

    rulebook: Rulebook

    def cells(
        self,
        names: Sequence[str],
        periods: Sequence[Period],
        level: str = "company",
        split: Any = None,
        only: int | None = None,
    ) -> dict[str, Cells]:
        """Every named figure's cells by period key and subject id, fetched together.

        At company level the only subject is None; elsewhere None collects the rows
        that belong to nobody. `only` asks for one subject, whose rows alone are read.
        """
        making = Making(self.rulebook, level, split, self.targets(level, only))
        kpis = [self.kpi(name) for name in names]
        requests = [request for kpi in kpis for request in making.requests(kpi, periods)]
        amounts = fetch(self._source(only), requests)
        return {kpi.name: making.cells(kpi, periods, amounts) for kpi in kpis}

    def kpi(self, name: str) -> Kpi:
        """A figure's declaration."""
        return self.rulebook.schema.kpis[name]

    def targets(self, level: str = "company", only: int | None = None) -> Targets:
        """What every subject of a level should reach, or one alone: for many questions."""
        return Targets(self.rulebook, level, only)

    def target(
        self, kpi: Kpi, period: Period, level: str = "company", subject: int | None = None
    ) -> Aim | None:
        """What a figure of a subject should reach in a period, if that is set."""
        return self.targets(level, subject).of(kpi, period, subject)

    def rows(
        self,
        name: str,
        period: Period,
        level: str = "company",
        subject: int | None = None,
        part: str = "denominator",
        split: Any = None,
    ) -> dict[str, Formula]:
        """The condition that picks exactly the rows behind a part of a cell, by entity.

        The difference is what the denominator has and the numerator has not.
        """
        kpi = self.kpi(name)
        top, bottom = parts_of(kpi)
        if part != "difference":
            wanted = bottom if part == "denominator" and bottom is not None else top
            found = self._conditions(kpi, wanted, period, level, subject, split)
            return found or self._conditions(kpi, top, period, level, subject, split)
        have = self._conditions(kpi, top, period, level, subject, split)
        all_ = self._conditions(kpi, bottom or top, period, level, subject, split)
        return {
            entity: _formula(without(found.tree, have[entity].tree))
            for entity, found in all_.items()
            if entity in have
        }

    def _conditions(
        self, kpi: Kpi, tree: Typed, period: Period, level: str, subject: int | None, split: Any
    ) -> dict[str, Formula]:
        conditions: dict[str, list[Typed]] = {}
        making = Making(self.rulebook, level, split, self.targets(level, subject))
        for measure, window in making.needed(kpi, tree, period) or ():
            tied = making.bound(kpi, measure)
            conditions.setdefault(tied.entity, []).append(tied.rows_of(window, subject))
        return {entity: _formula(either(tuple(found))) for entity, found in conditions.items()}

    def department_of(self, person: int | None) -> int | None:
        """The department that a person belongs to."""
        people = self.rulebook.schema.people
        if people is None or person is None or not people.department:
            return None
        table: Any = self.rulebook.tables.model(people.entity)
        found = table.select(getattr(table, people.department)).where(table.id == person).tuples()
        return next((id for (id,) in found), None)

    def _source(self, only: int | None) -> Source:
        context = self.rulebook.context(SYSTEM)
        return Source(self.rulebook.tables, self.rulebook.expressions, context, only)


def _formula(tree: Typed) -> Formula:
    return Formula("", tree)


def level_of(kpi: Kpi, level: str) -> bool:
    """Whether a figure makes sense at a level: its own or a coarser one."""
    return LEVELS.index(level) <= LEVELS.index(kpi.subject)


__all__ = ["PARTS", "Bound", "Figures", "level_of"]
