"""`kpi`: a figure of a period, by person or department, as a table or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click
from rich.table import Table

import language
from cli.figure_rows import PARTS, behind, rows_document, rows_table
from cli.main import Instance, commands, console, refuse, say
from cli.paper import actor_named
from kpi.board import may_view
from kpi.bound import LEVELS, Unbound
from kpi.canonical import exact_aim
from kpi.cells import Cell
from kpi.figures import Figures
from kpi.flags import flag_words, flags
from kpi.judge import Aim
from kpi.methods import earned
from kpi.period import Period, months
from kpi.sentence import sentence
from kpi.show import cell_text, part_text, target_text
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
@click.option("--explain", is_flag=True, help="Say the formula in words, and compute nothing.")
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
    if name not in instance.rulebook.schema.kpis:
        known = ", ".join(instance.rulebook.schema.kpis)
        raise refuse(
            say("There is no figure “{name}”. Write one of: {known}.", name=name, known=known)
        )
    figures = Figures(instance.rulebook)
    if explain:
        click.echo(explanation(instance.rulebook, figures.kpi(name)))
        return
    if period is None:
        raise refuse(say("Say which period: --period 2026-06."))
    try:
        asked = months(instance.rulebook.schema).parse(period)
        cells = figures.cells([name], [asked], level)[name]
    except Unbound:
        raise refuse(say("“{name}” is not declared by {level}.", name=name, level=level)) from None
    except ValueError as wrong:
        raise refuse(str(wrong)) from None
    gate = Gate(instance.rulebook, actor_named(instance, username))
    declared = figures.kpi(name)
    seen = {
        subject: cell
        for (_, subject), cell in cells.items()
        if may_view(declared, gate.actor, level, subject)
    }
    if not seen and not gate.actor.system:
        raise refuse(say("This figure is not for {name} at this level.", name=gate.actor.name))
    targets, today = figures.targets(level), instance.rulebook.clock().date()
    titles = _titles(instance, level, list(seen))
    rows = [
        Line(
            titles.get(subject),
            cell,
            targets.of(declared, asked, subject),
            flags(declared, cell, asked, today),
        )
        for subject, cell in seen.items()
    ]
    target = figures.target(declared, asked)
    found = {s: behind(gate, name, asked, level, s, part) for s in seen} if part else {}
    if as_json:
        document = _document(declared, asked, target, rows)
        for said, (_, each) in zip(document["cells"], found.items(), strict=False):
            said.update(rows_document(each))
        console.print_json(json.dumps(document, ensure_ascii=False))
        return
    console.print(_table(declared, asked, target, rows))
    for subject, each in found.items():
        console.print(rows_table(str(titles.get(subject)), each))


def explanation(rulebook: Rulebook, kpi: Kpi) -> str:
    """What a figure is in the rulebook's own words, and what its formula says."""
    told = kpi.explain.text(language.current()) if kpi.explain else ""
    return "\n".join(text for text in (told, sentence(rulebook, kpi)) if text)


@dataclass(frozen=True, slots=True)
class Line:
    """A subject's cell, what it should reach, and what to know before trusting it."""

    title: str | None
    cell: Cell
    target: Aim | None
    flags: tuple[str, ...]


def _titles(instance: Instance, level: str, subjects: list[int | None]) -> dict[int | None, str]:
    """How each subject is called; rows of nobody are unassigned."""
    if level == "company":
        return {None: str(instance.rulebook.schema.company.name)}
    people = instance.rulebook.schema.people
    if people is None:
        return {}
    entity = people.entity
    if level == "department":
        entity = instance.rulebook.schema.entities[people.entity].fields[people.department].to
    gate = Gate(instance.rulebook, SYSTEM)
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
                "value": _exact(line.cell.value),
                "numerator": _exact(line.cell.numerator),
                "denominator": _exact(line.cell.denominator),
                "target": exact_aim(line.target),
                "score": _exact(_score(kpi, line.cell, line.target)),
            }
            for line in rows
        ],
    }


def _score(kpi: Kpi, cell: Cell, target: Aim | None) -> Decimal | None:
    share = earned(kpi, cell, target)
    return None if share is None else share * 100


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _table(kpi: Kpi, period: Period, target: Aim | None, rows: list[Line]) -> Table:
    table = Table(title=f"{kpi.label} · {period.label} · {target_text(kpi, target)}")
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
            part_text(line.cell.numerator),
            part_text(line.cell.denominator),
            str(line.cell.rows),
            *([target_text(kpi, line.target)] if apart else ()),
        )
    return table
