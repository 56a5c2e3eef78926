"""What a snapshot says of a sheet: who, when, each number, how it came about, its rows."""

from __future__ import annotations

from typing import Any

from kpi.canonical import digest, exact, exact_aim
from kpi.cells import Cell
from kpi.dated import settings_of
from kpi.evidence import Number, evidence_of
from kpi.figures import Figures, in_force
from kpi.gates import kept
from kpi.grading import plain
from kpi.items import SheetItem
from kpi.notes import Note
from kpi.parts import PartScore
from kpi.past import Past
from kpi.period import Period
from kpi.rates import rates_of
from kpi.ratings import Rated
from kpi.sentence import sentence
from kpi.sheet import Sheet
from kpi.stretch import Stretch
from kpi.worked import calendar_of
from records.gate import Gate
from records.rows import StoredRow
from records.rulebook import Rulebook
from schema.indicators import Kpi
from schema.objects import Entity
from schema.values import LOCALES, Label

FORMAT = 8
"""Counts the forms that a snapshot's text has had."""


def contents(
    figures: Figures, gate: Gate, row: StoredRow, made: Sheet, version: int, reason: str
) -> dict[str, Any]:
    """A sheet as plain values, with everything that is needed to show and to check it."""
    figures = figures.within(made.stretch)
    return {
        "format": FORMAT,
        "company": words(gate.rulebook.schema.company.name),
        "rulebook": gate.rulebook.schema.stamp,
        "sheet": _identity(gate, row, made, version, reason),
        "items": _items(figures, made),
        "notes": [_note(note) for note in made.notes],
        "result": _result(made),
        "frozen": {"at": gate.session.now, "by": gate.actor.name, "person": gate.actor.person},
    }


def words(label: Label | None) -> dict[str, str]:
    """A label in every language that it has."""
    return dict(label.texts) if label else {}


def _identity(gate: Gate, row: StoredRow, made: Sheet, version: int, reason: str) -> dict[str, Any]:
    """Which sheet it is: the record at its version, the person as of now, the period."""
    entity = row.entity
    return {
        "card": made.card.name,
        "label": words(made.card.label),
        "entity": entity.name,
        "record": row.id,
        "version": row.get("version"),
        "snapshot": version,
        "reason": reason,
        "level": made.level,
        "subject": made.subject,
        "person": made.person,
        "people": _person(gate, made.person),
        "period": made.period.key,
        "stretch": _stretch(made.stretch),
        "from": made.period.start,
        "until": made.period.end,
        "fields": {name: _value(row, entity, name) for name in _plain_fields(entity)},
    }


def _stretch(stretch: Stretch | None) -> dict[str, Any] | None:
    """The days of a sheet, where a transfer divides its period."""
    return {"from": stretch.first, "until": stretch.last} if stretch else None


def _together(made: Sheet) -> list[dict[str, Any]]:
    """All sheets of the person in a divided period as they were then."""
    return [
        {
            "entity": each.entity,
            "record": each.record,
            "from": each.stretch.first,
            "until": each.stretch.last,
            "workdays": each.workdays,
            "score": exact(each.score),
            "sha256": each.sha256,
            "own": each.own,
        }
        for each in made.together
    ]


def _person(gate: Gate, person: int | None) -> dict[str, Any]:
    """The person's own plain fields and links as they are now."""
    people = gate.rulebook.schema.people
    if people is None or person is None:
        return {}
    row = gate.session.row(people.entity, person)
    named = (people.name, people.department, people.position, people.superior)
    return {name: row.get(name) for name in named if name}


KEPT = frozenset({"string", "integer", "decimal", "money", "percent", "date", "month", "choice"})
KEPT |= {"sequence", "boolean", "link", "text"}


def _plain_fields(entity: Entity) -> tuple[str, ...]:
    return tuple(f.name for f in entity.fields.values() if f.type in KEPT and not f.retired)


def _value(row: StoredRow, entity: Entity, name: str) -> Any:
    found = row.get(name)
    return list(found) if isinstance(found, tuple) else found


def _items(figures: Figures, made: Sheet) -> list[dict[str, Any]]:
    """Every line, the rows behind all of them read together."""
    cells = {
        item.name: Number(item.name, made.period, item.level, item.subject)
        for item in made.items
        if item.kpi
    }
    rows = evidence_of(figures, tuple(cells.values()))
    return [
        _item(figures, made, item, rows[cells[item.name]] if item.kpi else None)
        for item in made.items
    ]


def _item(figures: Figures, made: Sheet, item: SheetItem, rows: Any) -> dict[str, Any]:
    """A line: what it is, what it earned, and of a figure also its number and rows."""
    told = {
        "kind": "figure" if item.kpi else "manual",
        "group": words(item.group),
        "weight": exact(item.weight),
        "points": exact(item.points),
        "blocked": item.blocked,
        "supposed": item.supposed,
        "rated": ratings(item.rated) if item.rated else None,
    }
    if item.kpi is None:
        return told
    return told | _measured(figures, made, item.kpi, item) | {"evidence": rows}


def _measured(figures: Figures, made: Sheet, kpi: Kpi, item: SheetItem) -> dict[str, Any]:
    """The figure as declared, its number and its parts."""
    now = in_force(kpi, made.period)
    return {
        "kpi": figures.once(
            ("declared", kpi.name, made.period),
            lambda: declared(figures.rulebook, now, made.period),
        ),
        "target": exact_aim(item.target),
        "verdict": item.verdict,
        "cell": _cell(item.cell),
        "settings": settings_of(figures.rulebook, kpi, made.period),
        "rates": rates_of(figures.rulebook, kpi, made.period),
        "calendar": calendar_of(figures.rulebook, kpi, made.period),
        "level": item.level,
        "subject": item.subject,
        "flags": list(item.flags),
        "past": [_past(past) for past in item.past],
    }


def ratings(rated: Rated) -> dict[str, Any]:
    """What each kind of rater said; of an anonymous kind the scores in their order alone."""
    return {
        "name": rated.name,
        "label": words(rated.label),
        "explain": words(rated.explain),
        "score": exact(rated.score),
        "raters": [
            {
                "kind": rater.kind,
                "label": words(rater.label),
                "weight": exact(rater.weight),
                "score": exact(rater.score),
                "min": rater.min,
                "anonymous": rater.anonymous,
                "each": [
                    {"who": one.who, "score": exact(one.score), "comment": one.comment}
                    for one in rater.each
                ],
            }
            for rater in rated.raters
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """A number and what it was made of."""
    return {
        "state": cell.state,
        "value": exact(cell.value),
        "numerator": exact(cell.numerator),
        "denominator": exact(cell.denominator),
        "rows": cell.rows,
    }


def _past(past: Past) -> dict[str, Any]:
    """An earlier period's number beside a line."""
    return {
        "period": past.period.key,
        "target": exact_aim(past.target),
        "verdict": past.verdict,
        "cell": _cell(past.cell),
        "frozen": past.frozen,
    }


def _note(note: Note) -> dict[str, Any]:
    """What somebody wrote about a figure."""
    return {
        "kpi": note.kpi,
        "record": note.record,
        "texts": dict(note.texts),
        "shown": note.shown,
    }


def declared(rulebook: Rulebook, kpi: Kpi, period: Period) -> dict[str, Any]:
    """A figure as it was declared when it was frozen, with the formula and settings of its period."""
    return {
        "name": kpi.name,
        "code": kpi.code,
        "label": words(kpi.label),
        "explain": words(kpi.explain),
        "source": words(kpi.source),
        "formula": kpi.formula.text,
        "sha256": digest(kpi.formula.text),
        "sentence": {locale: sentence(rulebook, kpi, locale, period) for locale in LOCALES},
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "direction": kpi.direction,
        "strict": kpi.strict,
        "view": list(kpi.view),
    }


def _part(part: PartScore) -> dict[str, Any]:
    """A part of the score, with the sheets that it is made of and their hashes."""
    return {
        "name": part.name,
        "label": words(part.label),
        "weight": exact(part.weight),
        "score": exact(part.score),
        "sheets": [
            {
                "record": each.record,
                "period": each.period,
                "score": exact(each.score),
                "sha256": each.sha256,
                "share": exact(each.share),
            }
            for each in part.sheets
        ],
    }


def _result(made: Sheet) -> dict[str, Any]:
    """The score, what it was made of, and the grades that there were."""
    return {
        "computed": exact(made.computed),
        "adjustment": exact(made.adjustment),
        "score": exact(made.score),
        "grade": made.grade.name if made.grade else None,
        "uncalibrated": exact(made.uncalibrated),
        "calibrated": exact(made.calibrated),
        "coefficient": exact(made.coefficient),
        "share": exact(made.share),
        "parts": [_part(part) for part in made.parts],
        "together": _together(made),
        "capped": made.capped,
        "vetoed": made.vetoed,
        "held": [kept(each) for each in made.held],
        "decimals": made.card.decimals,
        "grades": [
            {
                "name": g.name,
                "label": words(g.label),
                "from": exact(plain(g.since)),
                "coefficient": exact(plain(g.coefficient)),
            }
            for g in made.card.grades
        ],
    }
