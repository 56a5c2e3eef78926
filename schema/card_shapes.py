"""The keys of what a scorecard says beside its items."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schema.common_shapes import FORMULA, LABEL, TEXT, WORDS
from schema.nested_shapes import ByForm, Key, Names, Object
from schema.scalar_shapes import Exact, Flag, OneOf

MODES = ("warn", "block")
ROUNDINGS = ("up", "down", "half")
MISSING = ("renormalize", "block")


def card_keys(object_: Callable[[str], Object]) -> Mapping[str, Key]:
    """The keys of a scorecard that this module's objects stand under."""
    return {
        "adjust": Key(
            ByForm("a field or a mapping", 'Write "adjust: …" or {field: …, reason: …}.',
                   scalar=TEXT, table=object_("adjust")),
        ),
        "length": Key(
            ByForm("a length or a mapping", "Write month, quarter, half, year or {field: …}.",
                   scalar=FORMULA, table=object_("length")),
        ),
        "parts": Key(Names("part", object_("part"), least=1)),
        "missing_part": Key(OneOf(MISSING, "rule for a missing part")),
        "results": Key(object_("results")),
        "calibrate": Key(object_("calibrate")),
        "prorate": Key(object_("prorate")),
        "transfers": Key(object_("transfers")),
        "distribution": Key(object_("distribution")),
    }  # fmt: skip


def card_objects(object_: Callable[[str], Object]) -> Mapping[str, Mapping[str, Key]]:
    """The objects themselves."""
    return {
        "adjust": {
            "field": Key(TEXT, required=True),
            "reason": Key(TEXT),
            "evidence": Key(TEXT),
            "bonus_max": Key(FORMULA),
            "penalty_max": Key(FORMULA),
        },
        "length": {"field": Key(TEXT, required=True)},
        "part": {
            "label": Key(LABEL, required=True),
            "weight": Key(Exact(), required=True),
            "field": Key(TEXT),
            "sheets": Key(WORDS),
        },
        "results": {"score": Key(TEXT), "grade": Key(TEXT), "coefficient": Key(TEXT)},
        "calibrate": {"score": Key(TEXT, required=True), "reason": Key(TEXT, required=True)},
        "prorate": {"from": Key(TEXT), "until": Key(TEXT), "coefficient": Key(Flag())},
        "transfers": {"from": Key(TEXT, required=True), "until": Key(TEXT, required=True)},
        "distribution": {
            "grades": Key(Names("grade", object_("limit"), check=False, least=1), required=True),
            "mode": Key(OneOf(MODES, "mode")),
            "rounding": Key(OneOf(ROUNDINGS, "rounding")),
        },
        "limit": {"max": Key(FORMULA), "min": Key(FORMULA)},
    }
