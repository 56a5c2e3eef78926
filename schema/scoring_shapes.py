"""The keys of a scorecard's items, of their methods' parameters, of raters and ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schema.common_shapes import FORMULA, LABEL, TEXT
from schema.nested_shapes import Key, Many, Names, Object
from schema.scalar_shapes import Exact, Flag, OneOf, Quantity, Whole
from schema.scoring import METHODS

ROUNDINGS = ("up", "down")

_BESIDE: Mapping[str, Mapping[str, Key]] = {
    "point": {"at": Key(Quantity(), required=True), "earns": Key(Quantity(), required=True)},
    "band": {
        "from": Key(Quantity()),
        "to": Key(Quantity()),
        "earns": Key(Quantity(), required=True),
    },
    "ratings": {
        "of": Key(TEXT, required=True),
        "sheet": Key(TEXT, required=True),
        "item": Key(TEXT, required=True),
        "score": Key(TEXT, required=True),
        "rater": Key(TEXT, required=True),
        "kind": Key(TEXT, required=True),
        "comment": Key(TEXT),
        "when": Key(FORMULA),
    },
    "rater": {
        "label": Key(LABEL, required=True),
        "weight": Key(Exact()),
        "min": Key(Whole(1, 100)),
        "anonymous": Key(Flag()),
    },
}
"""The objects that name no other."""


def scoring(object_: Callable[[str], Object]) -> Mapping[str, Mapping[str, Key]]:
    """Each object's keys by its name; `object_` refers to an object of the whole table."""
    return {
        "item": {
            "kpi": Key(TEXT),
            "manual": Key(TEXT),
            "label": Key(LABEL),
            "explain": Key(LABEL),
            "weight": Key(Exact()),
            "raters": Key(Names("rater", Exact(), check=False, least=1)),
            "method": Key(OneOf(tuple(METHODS), "method")),
            "max": Key(Quantity()),
            "zero_at": Key(Quantity()),
            "full_at": Key(Quantity()),
            "points": Key(Many(object_("point"), least=2)),
            "bands": Key(Many(object_("band"), least=1)),
            "start": Key(Exact()),
            "step": Key(Quantity()),
            "below": Key(Exact()),
            "above": Key(Exact()),
            "each": Key(Exact()),
            "floor": Key(Exact()),
            "round": Key(OneOf(ROUNDINGS, "rounding")),
            "low": Key(Quantity()),
            "high": Key(Quantity()),
            "zero_low": Key(Quantity()),
            "zero_high": Key(Quantity()),
        },
        **_BESIDE,
    }
