"""The keys of the examples that figures and scorecards give."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schema.common_shapes import LABEL, TEXT
from schema.examples import VERDICTS
from schema.nested_shapes import ByForm, Key, Names, Object, Written
from schema.parts import Shape
from schema.scalar_shapes import OneOf, Text, Value
from schema.source import Items, Table

_ROWS = Written("a list of rows", "Write [{field: value, …}].", (Items, Table))
_EXPECTED: Shape = Names("subject", Text("a value", number=True), check=False, least=1)
_EXAMPLE: Mapping[str, Key] = {
    "name": Key(LABEL, says="What it shows"),
    "rows": Key(Names("entity", _ROWS, check=False)),
    "settings": Key(Names("setting", Value(), check=False)),
    "today": Key(TEXT),
}
"""What an example of a figure and one of a scorecard both give."""


def example_objects(object_: Callable[[str], Object]) -> Mapping[str, Mapping[str, Key]]:
    """Each object's keys by its name; `object_` refers to an object of the whole table."""
    return {
        "kpi example": {
            **_EXAMPLE,
            "period": Key(TEXT),
            "expect": Key(
                ByForm(
                    "a value or a mapping",
                    "Write 50% or {company: 50%}.",
                    scalar=Text("a value", number=True),
                    table=_EXPECTED,
                ),
                required=True,
            ),
            "target": Key(Text("a value", number=True)),
            "verdict": Key(
                ByForm(
                    "a verdict or a mapping",
                    f"Write one of: {', '.join(VERDICTS)}.",
                    scalar=OneOf(VERDICTS, "verdict"),
                    table=Names("subject", OneOf(VERDICTS, "verdict"), check=False, least=1),
                )
            ),
        },
        "scorecard example": {
            **_EXAMPLE,
            "sheet": Key(Written("a row", "Write {field: value, …}.", (Table,)), required=True),
            "expect": Key(object_("sheet values"), required=True),
        },
        "sheet values": {
            "score": Key(Text("a value", number=True)),
            "grade": Key(TEXT),
            "points": Key(_EXPECTED),
            "values": Key(_EXPECTED),
        },
    }
