"""Gates of a sheet: which of them hold, what they wait for, and what is said of them.

A gate sees the sheet as it is printed: a figure's value, an item's points with two decimals,
and the score with the card's, before any gate has held it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from formula.evaluate import Context, Row, holds, no_figures
from formula.explain import explain
from formula.kinds import quantized
from formula.tree import Figure, Typed
from formula.walk import walk
from kpi.canonical import decimal, exact
from kpi.cells import ERROR
from kpi.items import SheetItem
from kpi.reads import reads_of
from kpi.sentence import Labels, worded
from kpi.show import shortest
from language import current, say
from schema.indicators import Gate, Scorecard
from schema.values import LOCALES, Label

POINTS_DECIMALS = 2
"""With so many decimals the points of an item stand on a sheet."""


@dataclass(frozen=True, slots=True)
class Held:
    """A gate that held a sheet down: to which grade or score, and why, in every language.

    `reads` are the figures, fields and entities that its condition looks at.
    """

    why: Label
    grade: Label | None = None
    score: Decimal | None = None
    reads: tuple[str, ...] = ()

    def told(self, unread: frozenset[str] = frozenset()) -> str:
        """What is said of it to somebody who may not learn what is `unread`."""
        effect = _effect(self)
        if not unread.isdisjoint(self.reads):
            return say("{effect}, by a rule about something that is not for you", effect=effect)
        return say("{effect}: {why}", effect=effect, why=worded(self.why))


def _effect(held: Held) -> str:
    """How far a gate held a sheet down."""
    grade = worded(held.grade) if held.grade else ""
    if held.score is None:
        return say("The grade is at most {grade}", grade=grade)
    score = shortest(held.score)
    if not grade:
        return say("The score is at most {score}", score=score)
    return say("The score is at most {score} and the grade {grade}", score=score, grade=grade)


def shut(
    card: Scorecard, items: Iterable[SheetItem], total: Decimal, row: Row | None, context: Context
) -> tuple[Gate, ...]:
    """The gates whose condition holds of a sheet with this score; without a record none does."""
    if row is None or not card.gates:
        return ()
    seen = _seeing(items, quantized(total, card.decimals), context)
    return tuple(gate for gate in card.gates if holds(gate.when.tree, row, seen))


def _seeing(items: Iterable[SheetItem], total: Decimal, context: Context) -> Context:
    """A context in which the names of a sheet have values."""
    by_name = {item.name: item for item in items}

    def answer(tree: Typed) -> Any:
        """The value of a name of the sheet."""
        if not isinstance(tree, Figure):
            return no_figures(tree)
        if tree.source == "sheet":
            return total
        item = by_name[tree.name]
        return item.cell.value if tree.source == "kpi" else _points(item)

    return replace(context, answer=answer)


def _points(item: SheetItem) -> Decimal | None:
    """The points of an item as the sheet prints them; none before anybody has rated it."""
    if item.points is None or _unheard(item):
        return None
    return quantized(item.points, POINTS_DECIMALS)


def _unheard(item: SheetItem) -> bool:
    """Whether people rate an item and none of them has, whatever the card supposes meanwhile."""
    return item.kpi is None and item.rated is not None and item.rated.score is None


def undecided(card: Scorecard, items: Iterable[SheetItem]) -> Iterator[str]:
    """What gates look at and nobody can know yet, in words: such a sheet may not freeze."""
    named = {
        (node.source, node.name)
        for gate in card.gates
        for node, _ in walk(gate.when.tree)
        if isinstance(node, Figure)
    }
    for item in items:
        if ("score", item.name) in named and (item.blocked or _unheard(item)):
            yield from item.missing or (_unknown(item),)
        elif ("kpi", item.name) in named and item.cell.state == ERROR:
            yield _unknown(item)


def _unknown(item: SheetItem) -> str:
    """That an item has no value, of a scored one as the sheet says it anyway."""
    label = item.label.text(current())
    if item.weight is not None:
        return say("{item}: cannot be computed", item=label)
    if not item.cell.reason:
        return say(
            "{item}: cannot be computed, and a rule for score or grade looks at it", item=label
        )
    words = "{item}: cannot be computed, and a rule for score or grade looks at it: {reason}"
    return say(words, item=label, reason=item.cell.reason)


def held(
    names: Labels, card: Scorecard, caps: Iterable[Gate], vetoes: Iterable[Gate]
) -> tuple[Held, ...]:
    """What is to be said of the gates that held the grade or the score of a sheet down."""
    caps, vetoes = tuple(caps), tuple(vetoes)
    labels = {grade.name: grade.label for grade in card.grades}
    return tuple(
        Held(
            _why(names, gate.when.tree),
            labels[gate.cap] if gate in caps else None,
            Decimal(gate.score) if gate in vetoes else None,
            reads_of(gate.when.tree),
        )
        for gate in card.gates
        if gate in (*caps, *vetoes)
    )


def _why(names: Labels, tree: Typed) -> Label:
    return Label({locale: explain(tree, names, locale) for locale in LOCALES})


def kept(found: Held) -> dict[str, Any]:
    """A gate that held, as a snapshot keeps it."""
    return {
        "why": dict(found.why.texts),
        "grade": dict(found.grade.texts) if found.grade else None,
        "score": exact(found.score),
        "reads": list(found.reads),
    }


def thawed(told: Mapping[str, Any]) -> Held:
    """A gate that held, as a snapshot kept it."""
    grade = Label(told["grade"]) if told["grade"] else None
    return Held(Label(told["why"]), grade, decimal(told["score"]), tuple(told["reads"]))
