"""`kpi`: a figure of a period, by person or department, as a table or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click
from rich.table import Table

import language
from cli.actors import actor_named
from cli.figure_rows import PARTS, behind, rows_document, rows_table
from cli.main import Instance, commands, console, instead, refuse, say
from kpi.board import may_view
from kpi.bound import Unbound
from kpi.canonical import exact, exact_aim
from kpi.cells import Cell
from kpi.figures import Figures, in_force
from kpi.flags import flag_words, flags
from kpi.judge import Aim
from kpi.levels import LEVELS, subjects_entity
from kpi.methods import earned
from kpi.period import Period, months
from kpi.sentence import sentence
from kpi.show import cell_text, parts_text, target_text
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import NotFound
from records.rulebook import Rulebook
from schema.indicators import Kpi


@commands.command()
@click.argument("name")
@click.option("--period", help="2026-06, 2026-Q2, 2026-H1 or 2026.")
@click.option("--by", "level", type=click.Choice(LEVELS), default="company", help="Whose figure.")
@click.option("--json", "as_json", is_flag=True, help="Exact decimals as text.")
@click.option("--rows", "part", type=click.Choice(PARTS), help="List the rows behind it, too.")
@click.option("--explain", is_flag=True, help="Say the formula in words, in a period or now.")
@click.option("--as", "username", help="On behalf of whom; without it as the system.")
@click.pass_obj
def kpi(
    instance: Instance,
    name: str,
    period: str | None,
    level: str,
    as_json: bool,
    part: str | None,
    explain: bool,
    username: str | None,
) -> None:
    """Compute a figure from its rows."""
    figures = Figures(instance.rulebook)
    if name not in instance.rulebook.schema.kpis:
        unknown = say("There is no figure “{name}”.", name=name)
        raise refuse(f"{unknown} {instead(name, instance.rulebook.schema.kpis)}")
    declared = figures.kpi(name)
    if explain:
        when = _period(instance.rulebook, period) if period else None
        click.echo(explanation(instance.rulebook, declared, when))
        return
    gate = Gate(instance.rulebook, actor_named(instance, username))
    asked = _period(instance.rulebook, period)
    lines = _lines(figures, gate, declared, asked, level)
    target = figures.target(declared, asked)
    found = [behind(gate, name, asked, level, subject, part) for subject in lines] if part else []
    if as_json:
        document = _document(declared, asked, target, list(lines.values()))
        for said, each in zip(document["cells"], found, strict=False):
            said.update(rows_document(each))
        console.print_json(json.dumps(document, ensure_ascii=False))
        return
    console.print(_table(declared, asked, target, list(lines.values())))
    for line, each in zip(lines.values(), found, strict=False):
        console.print(rows_table(str(line.title), each))


def _period(rulebook: Rulebook, text: str | None) -> Period:
    """The period that was asked for, or a refusal that says what to write."""
    if text is None:
        raise refuse(say("Say which period: --period 2026-06."))
    try:
        return months(rulebook.schema).parse(text)
    except ValueError as wrong:
        raise refuse(str(wrong)) from None


def _lines(
    figures: Figures, gate: Gate, declared: Kpi, asked: Period, level: str
) -> dict[int | None, Line]:
    """Each subject's line, as far as whoever asks may see it."""
    try:
        cells = figures.cells([declared.name], [asked], level)[declared.name]
    except Unbound:
        raise refuse(
            say("“{name}” is not declared by {level}.", name=declared.name, level=level)
        ) from None
    seen = {s: cell for (_, s), cell in cells.items() if may_view(declared, gate.actor, level, s)}
    if not seen and not gate.actor.system:
        raise refuse(say("This figure is not for {name} at this level.", name=gate.actor.name))
    targets, today = figures.targets(level), gate.rulebook.clock().date()
    titles = _titles(gate.rulebook, level, list(seen))
    return {
        subject: Line(
            titles.get(subject),
            cell,
            targets.of(declared, asked, subject),
            flags(declared, cell, asked, today),
        )
        for subject, cell in seen.items()
    }


def explanation(rulebook: Rulebook, kpi: Kpi, period: Period | None) -> str:
    """What a figure is in the rulebook's own words, and what its formula says, in a period or now."""
    told = kpi.explain.text(language.current()) if kpi.explain else ""
    kpi = in_force(kpi, period) if period else kpi
    return "\n".join(text for text in (told, sentence(rulebook, kpi, period=period)) if text)


@dataclass(frozen=True, slots=True)
class Line:
    """A subject's cell, what it should reach, and what to know before trusting it."""

    title: str | None
    cell: Cell
    target: Aim | None
    flags: tuple[str, ...]


def _titles(rulebook: Rulebook, level: str, subjects: list[int | None]) -> dict[int | None, str]:
    """How each subject is called; rows of nobody are unassigned."""
    if level == "company":
        return {None: str(rulebook.schema.company.name)}
    entity = subjects_entity(rulebook.schema, level)
    if not entity:
        return {}
    gate = Gate(rulebook, SYSTEM)
    found = {s: _title(gate, entity, s) for s in subjects if s is not None}
    return {None: say("unassigned"), **found}


def _title(gate: Gate, entity: str, id: int) -> str:
    """How a person or department is called, also one that lies in the recycle bin."""
    try:
        return gate.get(entity, id).title
    except NotFound:
        return gate.get(entity, id, deleted=True).title


def _document(kpi: Kpi, period: Period, target: Aim | None, rows: list[Line]) -> dict[str, Any]:
    return {
        "kpi": kpi.name,
        "period": period.key,
        "unit": kpi.unit,
        "target": exact_aim(target),
        "cells": [
            {
                "subject": line.title,
                "state": line.cell.state,
                "flags": list(line.flags),
                "value": exact(line.cell.value),
                "numerator": exact(line.cell.numerator),
                "denominator": exact(line.cell.denominator),
                "target": exact_aim(line.target),
                "score": exact(_score(kpi, line.cell, line.target)),
            }
            for line in rows
        ],
    }


def _score(kpi: Kpi, cell: Cell, target: Aim | None) -> Decimal | None:
    share = earned(kpi, cell, target)
    return None if share is None else share * 100


def _table(kpi: Kpi, period: Period, target: Aim | None, rows: list[Line]) -> Table:
    label = kpi.label.text(language.current())
    table = Table(title=f"{label} · {period.label} · {target_text(kpi, target)}")
    table.add_column(say("subject"))
    for heading in (say("value"), say("numerator"), say("denominator"), say("rows")):
        table.add_column(heading, justify="right")
    apart = any(line.target != target for line in rows)
    if apart:
        table.add_column(say("target"), justify="right")
    for line in rows:
        table.add_row(
            str(line.title),
            " · ".join((cell_text(kpi, line.cell), *map(flag_words, line.flags))),
            *parts_text(line.cell),
            str(line.cell.rows),
            *([target_text(kpi, line.target)] if apart else ()),
        )
    return table
