"""Forms that keys of many objects take."""

from __future__ import annotations

from schema.nested_shapes import Key, Many
from schema.parts import Shape
from schema.scalar_shapes import LabelText, Matching, Text

LABEL = LabelText()
TEXT = Text()
FORMULA = Text("a formula", number=True)
WORDS: Shape = Many(TEXT, single=True, unique=True)
CLAUSES = Key(WORDS, says="The written rules that this implements")
MONTH = Matching(r"\d{4}-(0[1-9]|1[0-2])", "a month like 2024-06")
