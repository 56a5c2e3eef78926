"""A figure's page: the quotient, its course, people and parts, and exactly its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request, url_for

import language
from admin import visit
from admin.board_scope import subject_title as scope_title
from admin.cells import cell as shown_cell
from admin.charts import Point, chart
from admin.columns import known_fields, list_columns
from admin.figure_definition import definition
from admin.figure_examples import examples
from admin.frozen_figure import kept
from admin.home import today
from admin.words import text
from kpi.board import exists_at, may_view
from kpi.bound import Unbound
from kpi.cells import ERROR, Cell
from kpi.figures import PARTS, Figures, level_of
from kpi.flags import flag_words, flags, open_flags
from kpi.judge import UNMET, Aim, gap, judged, line_at
from kpi.levels import DEPARTMENT, subjects_entity
from kpi.period import Period, latest, months
from kpi.rollup import nothing
from kpi.show import cell_text, gap_text, parts_text, target_text, value_text
from kpi.stretch import Stretch, parse
from language import say
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.refusals import NotFound
from schema.indicators import Kpi
from schema.objects import Entity
from schema.values import Formula

PERIODS = 12
ROWS = 50
PEOPLE = 50
GREATEST_ID = 2**63 - 1
"""No database knows a greater one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cell of a figure the page is about, and which of its rows are listed."""

    kpi: Kpi
    period: Period
    level: str
    subject: int | None
    split: str | int | None
    part: str
    stretch: Stretch | None = None
    sheet: str = ""

    def href(self, **changes: Any) -> str:
        """The page's address with something else chosen; the days are those of one period."""
        other = replace(self, **changes)
        if "period" in changes:
            other = replace(other, stretch=None)
        if set(changes) - {"part"}:
            other = replace(other, sheet="")
        return url_for(
            "figures.figure",
            key=other.kpi.name,
            period=other.period.key,
            level=other.level if other.level != "company" else None,
            subject=other.subject,
            split=other.split,
            part=other.part if other.part != "denominator" else None,
            days=other.stretch.key if other.stretch else None,
            sheet=other.sheet or None,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A person, department or kind of row: its own cell and where that opens."""

    label: str
    numbers: str
    value: str
    verdict: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one entity behind the number, as the viewer may see them."""

    entity: Entity
    label: str
    headings: tuple[str, ...]
    columns: tuple[Any, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]
    total: int
    hidden: int

    @property
    def shown(self) -> int:
        """How many rows are on the page."""
        return len(self.rows)


def figure_page(view: Any, name: str) -> Any:
    """The page of one cell."""
    asked = read_address(name)
    figures = Figures(visit.rulebook(), asked.stretch)
    kpi = asked.kpi
    periods = latest(asked.period, PERIODS)
    try:
        cells = figures.cells([name], periods, asked.level, asked.split)[name]
    except Unbound:
        abort(404)
    target = figures.target(kpi, asked.period, asked.level, asked.subject)
    here = cells.get((asked.period.key, asked.subject), nothing(kpi, asked.period))
    marks = flags(kpi, here, asked.period, today())
    return view.render(
        "admin/figure.html",
        asked=asked,
        kpi=kpi,
        cell=here,
        running=bool(open_flags(kpi, asked.period, today())),
        flags=[flag_words(flag) for flag in marks],
        verdict=judged(kpi, here, target),
        value=say("cannot be computed") if here.state == ERROR else cell_text(kpi, here),
        kept=kept(asked.sheet, kpi, asked.period, asked.subject, here) if asked.sheet else None,
        numerator=parts_text(here)[0],
        denominator=parts_text(here)[1],
        target=target_text(kpi, target),
        gap=gap_text(kpi, gap(kpi, here, target)),
        chart=course(figures, asked, periods, cells),
        chart_text=value_text,
        people=people(figures, asked),
        units=departments(figures, asked),
        splits=splits(figures, asked, target),
        split_label=split_label(asked.kpi),
        parts=part_tabs(asked, here),
        tables=tables(figures, asked),
        subject=subject_title(asked),
        board=board_of(kpi),
        definition=definition(kpi, asked.period),
        examples=examples(kpi),
    )


def read_address(name: str) -> Asked:
    """What the address asks for; what may not be seen does not exist."""
    kpi = visit.rulebook().schema.kpis.get(name)
    level = request.args.get("level", "company")
    subject = request.args.get("subject", type=int)
    if subject is not None and not 0 < subject <= GREATEST_ID:
        abort(404)
    if kpi is None or level not in ("company", "department", "employee"):
        abort(404)
    if not level_of(kpi, level) or not may_view(kpi, visit.actor(), level, subject):
        abort(404)
    counted = months(visit.rulebook().schema)
    try:
        period = counted.parse(request.args.get("period", counted.of(today()).key))
        stretch = parse(request.args.get("days", ""), period)
    except ValueError:
        abort(404)
    part = request.args.get("part", "denominator")
    split = read_split(kpi, request.args.get("split", ""))
    shown = part if part in PARTS else "denominator"
    sheet = request.args.get("sheet", "")
    return Asked(kpi, period, level, subject, split, shown, stretch, sheet)


def course(
    figures: Figures, asked: Asked, periods: tuple[Period, ...], cells: Mapping[Any, Cell]
) -> Any:
    """The figure over its last periods."""
    points, targets = [], figures.targets(asked.level, asked.subject)
    for period in periods:
        found = cells.get((period.key, asked.subject), Cell("no_data"))
        verdict = judged(asked.kpi, found, targets.of(asked.kpi, period, asked.subject))
        running = bool(open_flags(asked.kpi, period, today()))
        points.append(
            Point(period.label, found.value, cell_text(asked.kpi, found), verdict, running)
        )
    return chart(points, line_at(targets.of(asked.kpi, asked.period, asked.subject)))


def people(figures: Figures, asked: Asked) -> list[Part]:
    """The figure of each person, for those who see everybody's."""
    return subjects(figures, asked, "employee", person_name)


def departments(figures: Figures, asked: Asked) -> list[Part]:
    """The figure of each department that the viewer may read."""
    entity = subjects_entity(visit.rulebook().schema, DEPARTMENT)
    if not entity or not visit.may("read", entity):
        return []
    return subjects(figures, asked, "department", department_name)


def subjects(
    figures: Figures,
    asked: Asked,
    level: str,
    name: Callable[[int | None], str],
) -> list[Part]:
    """The figure of each subject of a level that has rows in the period."""
    if asked.level != "company" or not exists_at(figures, asked.kpi, level):
        return []
    cells = figures.cells([asked.kpi.name], [asked.period], level, asked.split)
    targets = figures.targets(level)
    found = [
        part(
            asked,
            name(subject),
            cell,
            targets.of(asked.kpi, asked.period, subject),
            level=level,
            subject=subject,
        )
        for (_, subject), cell in cells[asked.kpi.name].items()
        if cell.rows or cell.state == ERROR
    ]
    return sorted(found, key=lambda p: p.label)[:PEOPLE]


def department_name(department: int | None) -> str:
    """A department's name, as far as the viewer may know it."""
    entity = subjects_entity(visit.rulebook().schema, DEPARTMENT)
    if department is None or not entity:
        return say("nobody")
    try:
        return visit.gate().get(entity, department).title
    except NotFound:
        return say("another department")


def splits(figures: Figures, asked: Asked, target: Aim | None) -> list[Part]:
    """The figure of each kind of row that it is split by, where the kinds are declared."""
    field = split_field(asked.kpi)
    if field is None or field.type != "choice":
        return []
    found = []
    for key, label in field.options.items():
        cells = figures.cells([asked.kpi.name], [asked.period], asked.level, key)[asked.kpi.name]
        cell = cells.get((asked.period.key, asked.subject), Cell("no_data"))
        found.append(part(asked, text(label), cell, target, split=key))
    return found


def read_split(kpi: Kpi, asked: str) -> str | int | None:
    """The kind of row that the address asks for: a declared option, or a record's number."""
    field = split_field(kpi)
    if not asked or field is None:
        return None
    if field.type == "choice" and asked in field.options:
        return asked
    if field.type == "link" and asked.isascii() and asked.isdigit() and int(asked) <= GREATEST_ID:
        return int(asked)
    raise NotFound


def split_label(kpi: Kpi) -> str:
    """What the rows are told apart by, as their form calls it."""
    field = split_field(kpi)
    return text(field.label) if field is not None else ""


def split_field(kpi: Kpi) -> Any:
    """The field that a figure is split by, as its first base entity declares it."""
    schema = visit.rulebook().schema
    for entity in kpi.bind:
        if kpi.split in schema.entities[entity].fields:
            return schema.entities[entity].fields[kpi.split]
    return None


def part(asked: Asked, label: str, cell: Cell, target: Aim | None, **changes: Any) -> Part:
    """A line of people or kinds."""
    verdict = judged(asked.kpi, cell, target)
    missed = gap_text(asked.kpi, gap(asked.kpi, cell, target))
    numbers = " / ".join(parts_text(cell)) if cell.denominator is not None else ""
    nothing_known = "" if cell.known or cell.state == ERROR else say("no data")
    note = say("met") if verdict == "met" else missed if verdict == UNMET else nothing_known
    return Part(label, numbers, cell_text(asked.kpi, cell), verdict, note, asked.href(**changes))


def person_name(person: int | None) -> str:
    """A person's name, as far as the viewer may know it."""
    people_of = visit.rulebook().schema.people
    if person is None or people_of is None:
        return say("nobody")
    try:
        return visit.gate().get(people_of.entity, person).title
    except NotFound:
        return say("somebody else")


def subject_title(asked: Asked) -> str:
    """Whose figure the page shows, if not everybody's."""
    if asked.level == "employee":
        return person_name(asked.subject)
    return scope_title(asked.level, asked.subject)


def part_tabs(asked: Asked, cell: Cell) -> list[tuple[str, str, bool]]:
    """Which rows can be listed: the numerator's, the denominator's, the difference."""
    if cell.denominator is None:
        return []
    words = {
        "denominator": say("all"),
        "numerator": say("counted"),
        "difference": say("not counted"),
    }
    return [(words[p], asked.href(part=p) + "#rows", asked.part == p) for p in words]


def tables(figures: Figures, asked: Asked) -> list[Rows]:
    """The rows behind the number, by entity, under the viewer's own row rules."""
    conditions = figures.rows(
        asked.kpi.name, asked.period, asked.level, asked.subject, asked.part, asked.split
    )
    return [
        rows_of(asked.kpi, entity, condition)
        for entity, condition in conditions.items()
        if visit.may("read", entity)
    ]


def rows_of(kpi: Kpi, name: str, condition: Formula) -> Rows:
    """One entity's rows, and how many the viewer may not see."""
    entity = visit.rulebook().schema.entities[name]
    fields = known_fields(visit.gate().fields(name), visit.rulebook().schema.people)
    columns = list_columns(entity, fields, kpi.drill.get(name, ()))
    query = Query(where=condition, columns=tuple(c.name for c in columns), size=ROWS)
    page = visit.gate().find(name, query)
    everything = Gate(visit.rulebook(), SYSTEM).count(name, Query(where=condition))
    rows = tuple(
        (url_for("entity.record", entity=name, id=record.id), cells_of(entity, columns, record))
        for record in page.records
    )
    headings = tuple(column.heading for column in columns)
    hidden = everything - page.total
    return Rows(entity, text(entity.label), headings, tuple(columns), rows, page.total, hidden)


def cells_of(entity: Entity, columns: tuple[Any, ...], record: Any) -> tuple[Any, ...]:
    """A record's values in column order, as a list shows them."""
    return tuple(
        shown_cell(
            column.field,
            record.values.get(column.name),
            record.titles.get(column.name),
            language.current(),
            entity,
        )
        for column in columns
    )


def board_of(kpi: Kpi) -> tuple[str, str] | None:
    """The first board that shows the figure, to go back to."""
    for board in visit.rulebook().schema.dashboards.values():
        if kpi.name in board.kpis:
            return text(board.label), url_for("figures.board", key=board.name)
    return None
