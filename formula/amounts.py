"""What figures compute with outside of their aggregates: numbers, and whether something holds."""

from __future__ import annotations

from formula.faults import quoted
from formula.functions import PERIODIC
from formula.place import Place
from formula.tree import Apply, Bands, Figure, Measure, Typed
from formula.walk import walk
from formula.words import described
from language import say

OF_AMOUNTS = frozenset(
    "neg add sub mul div ratio abs round min max clamp coalesce if and or not"
    " eq ne lt le gt ge between in not_in is_empty is_not_empty".split()
)
"""The operators and functions of rows that figures compute with, too."""

MOST_QUOTED = 30
"""So many characters of a part are quoted; it is underlined anyway."""


def about_no_rows(tree: Typed) -> bool:
    """Whether a part of a figure's formula is the same whatever rows there are."""
    return not any(
        isinstance(node, Measure | Figure) or (isinstance(node, Apply) and node.name in PERIODIC)
        for node, _ in walk(tree)
    )


def amounts_only(place: Place, tree: Typed, text: str) -> bool:
    """Whether a figure's formula is computed of numbers; the first part that is none is noted.

    What is about no rows, such as a setting compared with a word, may be computed with anything.
    """
    if not (tree.kind.numeric or tree.kind.name in ("boolean", "empty")):
        words = {"found": described(tree.kind), "wanted": say("a number")}
        place.refuse("E644", tree.span, _hint(tree), name=_called(tree, text), **words)
        return False
    if about_no_rows(tree):
        return True
    if isinstance(tree, Apply) and tree.name not in OF_AMOUNTS | PERIODIC:
        hint = say("It works on the fields of rows, inside an aggregate.")
        place.refuse("E623", tree.span, hint, name=f"{tree.name}()")
        return False
    return all(amounts_only(place, part, text) for part in _parts(tree))


def _called(tree: Typed, text: str) -> str:
    """A part as it is written, where that is short enough for a message."""
    part = text[tree.span.start : tree.span.end]
    return quoted(part) if len(part) <= MOST_QUOTED else say("This")


def _hint(tree: Typed) -> str:
    if isinstance(tree, Measure):
        return say("Compare it inside an aggregate: count(… where …).")
    return say("Write a number instead.")


def _parts(tree: Typed) -> tuple[Typed, ...]:
    """What a value is computed from; the words in quotes of `rank` and the like are none."""
    if isinstance(tree, Apply):
        return tree.arguments[:1] if tree.name in PERIODIC else tree.arguments
    if isinstance(tree, Bands):
        found = (tree.value, *(part for _, *pair in tree.steps for part in pair), tree.otherwise)
        return tuple(part for part in found if part is not None)
    return ()
