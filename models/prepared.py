"""Statements whose text is written once and asked many times, each time for another value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import peewee

ANY = 0
"""Stands for the value that changes while a statement is written."""


class Prepared:
    """The rows of a model that a condition on one value picks.

    Peewee needs ten times as long to write such a statement as a database to answer it, and
    whoever opens a record asks some dozens of them.
    """

    def __init__(self, query: peewee.ModelSelect) -> None:
        """Write the text of a query of all columns, whose only value is `ANY`."""
        self._database = query.model._meta.database
        self._text, values = query.sql()
        if tuple(values) != (ANY,):
            raise ValueError(f"{len(values)} values, not the one that changes: {self._text}")
        fields = query.model._meta.sorted_fields
        self._read = tuple((field.name, field.python_value) for field in fields)

    def of(self, value: int | None) -> Iterator[dict[str, Any]]:
        """The columns of each row for a value, by the fields' names; none for no value."""
        if value is None:
            return
        for row in self._database.execute_sql(self._text, (value,)).fetchall():
            yield {name: read(raw) for (name, read), raw in zip(self._read, row, strict=True)}
