"""Where in a formula the checker stands, and what it has found wrong so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from formula.faults import Fault, fault
from formula.kinds import Kind
from formula.scope import Scope, SheetItems
from formula.syntax import Syntax
from formula.tree import Literal, Span, Typed

BROKEN = Kind("broken")
"""The kind of a piece that has a fault already, so that nothing follows from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a formula: the rows around it, the innermost first, and the level.

    `base` is the name that an aggregate gives its rows, `viewer` whether a person
    asks, `inside` the aggregate around, `items` what a condition on an appraisal sheet
    may name of it. `faults` is the one list of the formula.
    """

    scope: Scope
    rows: tuple[str, ...]
    level: str
    visit: Callable[[Syntax, Place], Typed]
    faults: list[Fault]
    base: str = ""
    viewer: bool = True
    inside: str = ""
    items: SheetItems | None = None

    @property
    def on_sheet(self) -> bool:
        """Whether this is about an appraisal sheet, among the rows of its record too."""
        return self.level == "score" or self.items is not None

    @property
    def entity(self) -> str:
        """The entity of the row, or nothing."""
        return self.rows[0] if self.rows else ""

    def typed(self, node: Syntax) -> Typed:
        """A piece of the formula, checked here."""
        return self.visit(node, self)

    def refuse(self, code: str, span: Span, hint: str = "", **words: object) -> Typed:
        """Note a fault, and give a piece that no other fault follows from."""
        self.faults.append(fault(code, span, hint, **words))
        return Literal(BROKEN, span, None)

    def within(self, entity: str, base: str, function: str) -> Place:
        """The place of one of the rows that an aggregate goes over."""
        viewer = self.viewer and self.level != "figure"
        rows = (entity, *self.rows)
        return replace(self, rows=rows, level="row", base=base, viewer=viewer, inside=function)


def broken(*trees: Typed) -> bool:
    """Whether some piece has a fault already."""
    return any(tree.kind == BROKEN for tree in trees)
