"""Where the amounts of figures come from."""

from __future__ import annotations

from dataclasses import dataclass

from formula.evaluate import Context
from models.expressions import Expressions
from models.tables import Tables


@dataclass(frozen=True, slots=True)
class Source:
    """Where amounts come from: the tables, and how formulas become SQL.

    `only` is the one subject whose rows are read, where there is one.
    """

    tables: Tables
    expressions: Expressions
    context: Context
    only: int | None = None
