"""What of a sheet is not for whoever asks, although the sheet itself is open to them.

One rule for the screen, the paper and the page of verification.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.board import may_view
from kpi.notes import Note
from kpi.parts import hidden_parts
from kpi.reads import unread_of
from kpi.sheet import Sheet
from records.actor import SYSTEM
from records.gate import Gate
from records.refusals import Forbidden, NotFound
from schema.indicators import Kpi, Scorecard


@dataclass(frozen=True, slots=True)
class Veil:
    """Names of a sheet: figures without their numbers, figures without their notes, parts.

    `sheets` are the person's other sheets of a divided period that are not for the reader,
    `reads` what gates look at and the reader may not learn.
    """

    figures: frozenset[str]
    notes: frozenset[str]
    parts: frozenset[str]
    sheets: frozenset[tuple[str, int]] = frozenset()
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sheet had when it was printed: figures, those with a note, parts, other sheets.

    `reads` is what the gates looked at that had held it down.
    """

    figures: frozenset[str]
    notes: frozenset[str]
    parts: frozenset[str]
    sheets: frozenset[tuple[str, int]]
    reads: frozenset[str] = frozenset()


def veil_of(gate: Gate, made: Sheet) -> Veil:
    """What of a sheet whoever asks may not see, by what the rulebook says today.

    A figure's number is hidden with what was written about it. Of a figure or a card that is
    no longer declared, what was frozen with the sheet counts.
    """
    card = gate.rulebook.schema.scorecards.get(made.card.name)
    figures = frozenset(
        item.kpi.name
        for item in made.items
        if item.kpi and not _open(gate, item.kpi, item.level, item.subject)
    )
    unread = frozenset(note.kpi for note in made.notes if not _readable(gate, card, note))
    parts = hidden_parts(gate, card) if card else frozenset()
    others = ((each.entity, each.record) for each in made.together if not each.own)
    sheets = frozenset(each for each in others if not _there(gate, *each))
    looked_at = frozenset(what for each in made.held for what in each.reads)
    reads = unread_of(gate, made.card.of, looked_at, figures)
    return Veil(figures, figures | unread, parts, sheets, reads)


def of_kept(gate: Gate, made: Sheet, kept: Kept) -> Veil:
    """What may not be seen of a sheet as it was printed earlier, `made` being what it is now.

    Its lines may be gone from the sheet by now, so that only what is still declared can say
    who may see them: what is not is for the engine alone.
    """
    veil = veil_of(gate, made)
    if gate.actor.system:
        return veil
    schema, card = gate.rulebook.schema, gate.rulebook.schema.scorecards.get(made.card.name)
    here = {item.name for item in made.items}
    gone = frozenset(
        name
        for name in kept.figures - here
        if name not in schema.kpis
        or not may_view(schema.kpis[name], gate.actor, made.level, made.subject)
    )
    written = {note.kpi for note in made.notes}
    unread = kept.notes - written if not _noted(gate, card) else frozenset()
    parts = kept.parts - {part.name for part in card.parts} if card else kept.parts
    own = {(each.entity, each.record) for each in made.together}
    sheets = frozenset(each for each in kept.sheets - own if not _there(gate, *each))
    figures = veil.figures | gone
    return Veil(
        figures,
        veil.notes | gone | unread,
        veil.parts | parts,
        veil.sheets | sheets,
        unread_of(gate, made.card.of, kept.reads, figures),
    )


def _noted(gate: Gate, card: Scorecard | None) -> bool:
    """Whether notes on a card's figures may be read at all."""
    if card is None or card.notes is None:
        return False
    return gate.may("read", card.notes.of) and (
        gate.field(card.notes.of, card.notes.shown) is not None
    )


def _open(gate: Gate, kpi: Kpi, level: str, subject: int | None) -> bool:
    declared = gate.rulebook.schema.kpis.get(kpi.name, kpi)
    return may_view(declared, gate.actor, level, subject)


def _readable(gate: Gate, card: Scorecard | None, note: Note) -> bool:
    """Whether a note's words may be read; one that was thrown away since only by its field."""
    if card is None or card.notes is None:
        return gate.actor.system
    if not _noted(gate, card):
        return False
    of = card.notes.of
    return _there(gate, of, note.record) or not _there(Gate(gate.rulebook, SYSTEM), of, note.record)


def _there(gate: Gate, entity: str, id: int) -> bool:
    try:
        gate.get(entity, id)
    except (Forbidden, NotFound):
        return False
    return True
