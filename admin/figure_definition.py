"""What a figure is made of and where it goes: dates, targets, fields read, users of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for

from admin import visit
from admin.board_scope import opening
from admin.words import text
from formula.reads import fields_read, figures_read
from formula.tree import Path
from kpi.board import may_view
from kpi.figures import in_force
from kpi.period import Period
from kpi.sentence import sentence
from kpi.show import target_text
from kpi.targets import aim_of
from language import say
from records.actor import SYSTEM
from schema.indicators import ALWAYS, Kpi, Target
from schema.values import Formula


@dataclass(frozen=True, slots=True)
class Link:
    """What uses a figure or what it uses; without an address where it may not be opened."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's declaration in words; `sentence` is what its formula says.

    `versions` are the sentences of older and newer formulas, where it changed.
    """

    sentence: str
    versions: tuple[tuple[str, str], ...]
    dates: tuple[tuple[str, str, str], ...]
    targets: tuple[tuple[str, str], ...]
    reads: tuple[tuple[str, str], ...]
    uses: tuple[Link, ...]
    used_by: tuple[Link, ...]
    boards: tuple[Link, ...]
    cards: tuple[str, ...]


def definition(kpi: Kpi, period: Period) -> Definition:
    """A figure's declaration in a period, its fields by entity, and every figure, board and card with it."""
    schema = visit.rulebook().schema
    others = (k for k in schema.kpis.values() if kpi.name in _used(k))
    cards = (c for c in schema.scorecards.values() if kpi.name in {i.kpi for i in c.items})
    return Definition(
        sentence(visit.rulebook(), in_force(kpi, period), period=period),
        tuple(_versions(kpi)),
        tuple(_dates(kpi)),
        tuple(_target(kpi, target) for target in sorted(kpi.targets, key=lambda t: t.since)),
        tuple(_reads(kpi)),
        tuple(_figure(schema.kpis[name]) for name in sorted(_used(kpi))),
        tuple(map(_figure, others)),
        tuple(_boards(kpi)),
        tuple(text(card.label) for card in cards),
    )


def _used(kpi: Kpi) -> frozenset[str]:
    """The figures that a figure's formulas name."""
    return frozenset().union(*(figures_read(formula.tree) for formula in kpi.formulas))


def _versions(kpi: Kpi) -> Iterator[tuple[str, str]]:
    """From which month on each formula holds, and what it says; the newest first."""
    for version in reversed(kpi.versions):
        said = sentence(visit.rulebook(), replace(kpi, formula=version.formula))
        yield _since(version.since), said


def _since(month: str) -> str:
    """From which month on something holds."""
    return say("from {month}", month=month) if month > ALWAYS else say("from the beginning")


def _dates(kpi: Kpi) -> Iterator[tuple[str, str, str]]:
    """Of each entity: which date puts a row into a period, and whose row it is."""
    for name, binding in kpi.bind.items():
        label = text(visit.rulebook().schema.entities[name].label)
        person = _words(binding.employee or binding.department)
        if binding.as_of_event:
            person = say("{person}, in the department of that day", person=person)
        yield label, _words(binding.date), person


def _words(formula: Formula | None) -> str:
    """A path as the forms call its fields; another formula as it is written."""
    if formula is None:
        return ""
    tree = formula.tree
    if not isinstance(tree, Path) or not tree.steps:
        return formula.text
    return " · ".join(_field(step.entity, step.field) for step in tree.steps)


def _field(entity: str, field: str) -> str:
    declared = visit.rulebook().schema.entities[entity].fields.get(field)
    return text(declared.label) if declared is not None else field


def _target(kpi: Kpi, target: Target) -> tuple[str, str]:
    """From which month on a target holds and for whom, and what it is."""
    since = _since(target.since)
    named = [name for name in (target.employee, target.position, target.department) if name]
    words = say("{since}, {whom}", since=since, whom=say(", ").join(named)) if named else since
    return words, target_text(kpi, aim_of(target, visit.rulebook().context(SYSTEM)))


def _reads(kpi: Kpi) -> Iterator[tuple[str, str]]:
    """The fields that decide the number, by entity: of the formula and of its dates and people."""
    trees = [formula.tree for formula in kpi.formulas] + [
        formula.tree
        for binding in kpi.bind.values()
        for formula in (binding.date, binding.employee, binding.department)
        if formula is not None
    ]
    found: dict[str, set[str]] = {}
    for entity, field in sorted(set().union(*map(fields_read, trees))):
        found.setdefault(entity, set()).add(_field(entity, field))
    for entity, fields in found.items():
        label = text(visit.rulebook().schema.entities[entity].label)
        yield label, say(", ").join(sorted(fields))


def _figure(kpi: Kpi) -> Link:
    shown = Link(text(kpi.label))
    if not may_view(kpi, visit.actor(), "company", None):
        return shown
    return replace(shown, href=url_for("figures.figure", key=kpi.name))


def _boards(kpi: Kpi) -> Iterator[Link]:
    """The boards with the figure, to be opened by those whom they are for."""
    for board in visit.rulebook().schema.dashboards.values():
        if kpi.name in board.kpis:
            href = url_for("figures.board", key=board.name) if opening(board) else ""
            yield Link(text(board.label), href)
