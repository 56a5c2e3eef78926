"""A formula as a sentence, made from its typed tree: labels instead of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType

from formula import phrases
from formula.sayings import applied
from formula.speaker import ATOM, CHOICE, SUM, Names, Piece, Speaker, said
from formula.ties import NO_BIND, Bind, Ties, ties_of
from formula.tree import Apply, Bands, Children, Figure, Literal, Measure, Path, Setting, Typed
from language import say, speaking


def explain(tree: Typed, names: Names, locale: str, bind: Bind = NO_BIND) -> str:
    """A formula in words; a figure's sentence ends with its dates and people.

    `bind` gives the date and the person of each entity whose aggregates name none.
    """
    with speaking(locale):
        plain = Speaker(names, _visit)
        ties = ties_of(tree, bind, lambda path: plain.text(path))
        speaker = Speaker(names, _visit, ties=ties)
        return "".join((speaker.piece(tree).text, *_ends(speaker, ties)))


def _visit(speaker: Speaker, tree: Typed) -> Piece:
    """A node in words."""
    return _NODES[type(tree)](speaker, tree)


def _ends(speaker: Speaker, ties: Ties) -> Sequence[str]:
    """What is said of dates and people once for the whole figure."""
    told = ((phrases.DATED, ties.dates), (phrases.PEOPLED, ties.people))
    several = len({*ties.dates, *ties.people}) > 1
    ends = []
    for end, by_entity in told:
        fields = [
            speaker.owned(entity, words) if several else words
            for entity, words in by_entity.items()
            if words
        ]
        if fields:
            ends.append(end(say(", ").join(fields)))
    undated = [speaker.names.entity(e) for e, words in ties.dates.items() if not words]
    if undated:
        ends.append(say("; {entities} as it stands today", entities=say(", ").join(undated)))
    return ends


def _literal(speaker: Speaker, tree: Literal) -> Piece:
    """A written value."""
    return Piece(said(speaker, tree.value, tree.kind.name))


def _setting(speaker: Speaker, tree: Setting) -> Piece:
    """A setting with its value, and of when that is if not of now."""
    names, key = speaker.names, tree.key
    label, value, when = names.setting(key), names.setting_value(key), names.setting_when(key)
    if not when:
        return Piece(say("the setting “{label}” (now {value})", label=label, value=value))
    text = "the setting “{label}” ({value} in {period})"
    return Piece(say(text, label=label, value=value, period=when))


def _path(speaker: Speaker, tree: Path) -> Piece:
    """A field, the links on the way to it as its owners."""
    names = [speaker.names.field(step.entity, step.field) for step in tree.steps]
    if tree.root == "me":
        names.insert(0, say("whoever asks"))
    elif tree.outer or not names:
        names.insert(0, say("this {entity}", entity=speaker.names.entity(tree.entity)))
    return Piece(reduce(lambda owner, field: say("{field} of {owner}", field=field, owner=owner),
                        names))  # fmt: skip


def _measure(speaker: Speaker, tree: Measure) -> Piece:
    """An aggregate of a figure, with the date and the person where others have another."""
    words = _aggregate(speaker, tree)
    return Piece(words + "".join(say(" ({a})", a=mark) for mark in speaker.ties.marks(tree)))


def _children(speaker: Speaker, tree: Children) -> Piece:
    """An aggregate of the rows that belong to a row."""
    if tree.function == "exists":
        return speaker.condition(tree)
    ordered = "" if tree.on is None else phrases.ORDERED(speaker.within(tree.entity).text(tree.on))
    return Piece(_aggregate(speaker, tree) + ordered)


def _aggregate(speaker: Speaker, tree: Measure | Children) -> str:
    """What is made of which rows."""
    inner = speaker.within(tree.entity)
    made = phrases.AGGREGATES[tree.function]
    if tree.value is None:
        return made(inner.among(tree))
    if tree.value.kind.name in ("date", "datetime", "time"):
        made = {"min": phrases.EARLIEST, "max": phrases.LATEST}.get(tree.function, made)
    return made(inner.among(tree), inner.text(tree.value, ATOM))


def _figure(speaker: Speaker, tree: Figure) -> Piece:
    """A figure's value, an item's points, or what a cell or a sheet knows."""
    if tree.source == "kpi":
        return Piece(say("the figure “{label}”", label=speaker.names.figure(tree.name)))
    if tree.source == "score":
        return Piece(
            say("the number of points of “{label}”", label=speaker.names.figure(tree.name))
        )
    return Piece(phrases.FACTS[tree.name]())


def _bands(speaker: Speaker, tree: Bands) -> Piece:
    """A value and what each of its steps gives."""
    steps = [
        phrases.LIMITS[sign](speaker.text(limit), speaker.text(result, SUM))
        for sign, limit, result in tree.steps
    ]
    if tree.otherwise is not None:
        steps.append(say("otherwise: {a}", a=speaker.text(tree.otherwise, SUM)))
    value, listed = speaker.text(tree.value, ATOM), say("; ").join(steps)
    return Piece(say("by {value} — {steps}", value=value, steps=listed), CHOICE)


_NODES: Mapping[type, Callable[..., Piece]] = MappingProxyType(
    {
        Literal: _literal,
        Setting: _setting,
        Path: _path,
        Measure: _measure,
        Children: _children,
        Figure: _figure,
        Bands: _bands,
        Apply: applied,
    }
)
