"""`tests:` computed: every example of a figure or a scorecard, by the engine itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from formula.kinds import quantized
from kpi.bench import Bench, Laid
from kpi.bound import Unbound
from kpi.cells import Cell
from kpi.figures import Figures
from kpi.items import SheetItem
from kpi.judge import judged, line_at
from kpi.period import Period, months
from kpi.rollup import nothing
from kpi.sheet import Sheet, sheet_of
from kpi.show import number, part_text, percent, trimmed_text
from language import say
from records.actor import SYSTEM
from records.gate import Gate
from schema.examples import COMPANY, Example, Expected, KpiExample, SheetExample
from schema.indicators import Kpi, Scorecard
from schema.objects import Schema
from schema.problems import Findings, Problem, Wording
from schema.values import Span

NOON = time(12)
NO_TIME = date(2026, 1, 1)
"""The day of examples whose rows have no dates and that name none."""

REPAIR = "Correct the formula, or the example where the rule is another."


@dataclass(frozen=True, slots=True)
class Difference:
    """What came out otherwise than it was expected, and where that is written."""

    code: str
    message: str
    span: Span


def how_many(schema: Schema) -> int:
    """How many examples a rulebook has."""
    figures = sum(len(kpi.tests) for kpi in schema.kpis.values())
    return figures + sum(len(card.tests) for card in schema.scorecards.values())


def failures(schema: Schema, texts: Mapping[str, str]) -> list[Problem]:
    """The problem of every example that does not hold; `texts` are the files, to quote them."""
    findings = Findings(texts)
    for found in differences(schema):
        findings.add(found.code, Wording(found.message, say(REPAIR)), found.span)
    return findings.ordered(texts)


def differences(schema: Schema) -> list[Difference]:
    """What every example of a rulebook shows to be otherwise, computed in memory."""
    if not how_many(schema):
        return []
    kpis = [(kpi, test) for kpi in schema.kpis.values() for test in kpi.tests]
    cards = [(card, test) for card in schema.scorecards.values() for test in card.tests]
    bench = Bench(schema, {moment(schema, test).year for _, test in (*kpis, *cards)})
    try:
        found = [each for kpi, test in kpis for each in of_kpi(bench, kpi, test)]
        return found + [each for card, test in cards for each in of_card(bench, card, test)]
    finally:
        bench.close()


def period_of(schema: Schema, example: Example) -> Period:
    """The period that an example is about."""
    counted = months(schema)
    return counted.parse(example.period) if example.period else counted.of(example.now or NO_TIME)


def moment(schema: Schema, example: Example) -> datetime:
    """When an example is computed: as it says, else at noon after its period."""
    return example.now or datetime.combine(period_of(schema, example).end, NOON)


# Figures


def of_kpi(bench: Bench, kpi: Kpi, example: KpiExample) -> Iterator[Difference]:
    """What one example of a figure shows to be otherwise."""
    period = period_of(bench.schema, example)
    with bench.laid_out(example, moment(bench.schema, example)) as laid:
        figures = Figures(laid.rulebook)
        target = figures.target(kpi, period)
        cells = {}
        for who in dict.fromkeys((*example.expect, *example.verdicts)):
            try:
                cells[who] = _cell(figures, laid, kpi, who, period)
            except Unbound:
                span = example.expect[who].span if who in example.expect else example.span
                yield _of(kpi, say("no path leads from its rows to {who}", who=who), span)
        yield from _values(kpi, example, cells)
        if example.target and not _same(example.target, Cell("value", line_at(target))):
            shown = trimmed_text(kpi, target)
            message = say(
                "expected {target} as the target, it is {shown}",
                target=example.target.text,
                shown=shown,
            )
            yield _of(kpi, message, example.target.span)
        for who, (verdict, span) in example.verdicts.items():
            if who not in cells:
                continue
            aim = figures.target(kpi, period, *_subject(laid, who))
            if judged(kpi, cells[who], aim) != verdict:
                message = say(
                    "expected {verdict} for {who}, it is {judged}: {value} against {target}",
                    verdict=verdict,
                    who=who,
                    judged=judged(kpi, cells[who], aim),
                    value=_shown(kpi, cells[who]),
                    target=trimmed_text(kpi, aim),
                )
                yield _of(kpi, message, span)


def _of(kpi: Kpi, message: str, span: Span) -> Difference:
    return Difference("E868", say("{name}: {message}.", name=kpi.name, message=message), span)


def _values(kpi: Kpi, example: KpiExample, cells: Mapping[str, Cell]) -> Iterator[Difference]:
    """The values that are others than expected."""
    for who, wanted in example.expect.items():
        if who in cells and not _same(wanted, cells[who]):
            places = wanted.places or 0
            message = say(
                "expected {wanted} for {who}, computed {shown}",
                wanted=wanted.text,
                who=who,
                shown=_shown(kpi, cells[who], places),
            )
            yield _of(kpi, message, wanted.span)


def _cell(figures: Figures, laid: Laid, kpi: Kpi, who: str, period: Period) -> Cell:
    level, id = _subject(laid, who)
    cells = figures.cells([kpi.name], [period], level)[kpi.name]
    return cells.get((period.key, id), nothing(kpi, period))


def _subject(laid: Laid, who: str) -> tuple[str, int | None]:
    return ("company", None) if who == COMPANY else laid.subject(who)


def _same(wanted: Expected, cell: Cell) -> bool:
    """Whether a cell is what was expected, to the decimals that are shown or written."""
    if wanted.value is None:
        return cell.value is None and wanted.text in ("none", cell.state)
    if cell.value is None:
        return False
    if wanted.places is None:
        return cell.value == wanted.value
    return quantized(cell.value, wanted.places) == quantized(wanted.value, wanted.places)


def _shown(kpi: Kpi, cell: Cell, places: int = 0) -> str:
    """A cell in words: its value and what it was made of."""
    if cell.value is None:
        rows = say("no rows") if not cell.rows else say("{rows} rows", rows=cell.rows)
        return f"{cell.state} ({rows})"
    short = max(kpi.decimals, places - (2 if kpi.unit == "percent" else 0))
    shown = percent(cell.value, short) if kpi.unit == "percent" else number(cell.value, short)
    if cell.denominator is None:
        return (
            say("{shown} ({rows} rows)", shown=shown, rows=cell.rows)
            if cell.rows != 1
            else say("{shown} (1 row)", shown=shown)
        )
    return say(
        "{shown} ({numerator} of {denominator})",
        shown=shown,
        numerator=part_text(cell.numerator),
        denominator=part_text(cell.denominator),
    )


# Scorecards


def of_card(bench: Bench, card: Scorecard, example: SheetExample) -> Iterator[Difference]:
    """What one example of a scorecard shows to be otherwise."""
    with bench.laid_out(example, moment(bench.schema, example)) as laid:
        id = laid.put(example.sheet)
        found = sheet_of(Figures(laid.rulebook), Gate(laid.rulebook, SYSTEM), card.of, id)
        if found is None or found.card.name != card.name:
            needed = say(", ").join(name for name in (card.whose, card.period) if name)
            condition = say(', and "{condition}"', condition=card.when.text) if card.when else ""
            message = say(
                "the sheet is none of it: it needs {needed}{condition}",
                needed=needed,
                condition=condition,
            )
            yield _of_sheet(card, message, example.span)
            return
        yield from _total(found, example)
        items = {item.name: item for item in found.items}
        for name, wanted in example.points.items():
            if not _same(wanted, Cell("no_data", items[name].points)):
                points = _plain(items[name].points)
                message = say(
                    "expected {wanted} points of {name}, computed {points}",
                    wanted=wanted.text,
                    name=name,
                    points=points,
                )
                yield _of_sheet(
                    card,
                    say("{message}: {line}", message=message, line=_line(items[name])),
                    wanted.span,
                )
        for name, wanted in example.values.items():
            if not _same(wanted, _number(items[name])):
                message = say(
                    "expected {wanted} of {name}, computed {line}",
                    wanted=wanted.text,
                    name=name,
                    line=_line(items[name]),
                )
                yield _of_sheet(card, message, wanted.span)


def _number(item: SheetItem) -> Cell:
    """A line's number; of a rated line the raters' mean."""
    return item.cell if item.kpi or not item.rated else Cell("no_data", item.rated.score)


def _of_sheet(card: Scorecard, message: str, span: Span) -> Difference:
    return Difference("E869", say("{name}: {message}.", name=card.name, message=message), span)


def _total(found: Sheet, example: SheetExample) -> Iterator[Difference]:
    """Score and grade where they are others than expected."""
    lines = "; ".join(
        say(
            "{item} {points} of {weight}",
            item=item.name,
            points=_plain(item.points),
            weight=_plain(item.weight),
        )
        for item in found.weighted
        if item.points != item.weight
    )
    missed = say("; lost: {lines}", lines=lines) if lines else ""
    if example.score and not _same(example.score, Cell("no_data", found.score)):
        message = say(
            "expected the score {wanted}, computed {score}{missed}",
            wanted=example.score.text,
            score=_plain(found.score),
            missed=missed,
        )
        yield _of_sheet(found.card, message, example.score.span)
    grade = found.grade.name if found.grade else "none"
    if example.grade and example.grade[0] != grade:
        capped = say(", capped") if found.capped else ""
        message = say(
            "expected the grade {wanted}, computed {grade}{capped}",
            wanted=example.grade[0],
            grade=grade,
            capped=capped,
        )
        yield _of_sheet(
            found.card,
            say("{message} with {score}", message=message, score=_plain(found.score)),
            example.grade[1],
        )


def _plain(value: Decimal | None) -> str:
    return "none" if value is None else f"{value.normalize():f}"


def _line(item: SheetItem) -> str:
    """What a line of a sheet was worth and why."""
    if item.kpi is None:
        return say("rated {score}", score=_plain(item.rated.score if item.rated else None))
    target = trimmed_text(item.kpi, item.target)
    return say("{value} against {target}", value=_shown(item.kpi, item.cell), target=target)
