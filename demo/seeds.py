"""Rows that a rulebook brings along: `seeds/*.yaml` beside its declarations.

Each file maps an entity to rows; a link is written as the title, number or unique
text of the record that it means. A person's row may hold `_account: {username:,
roles: [...]}`, which becomes a sign-in, and any row `_press: [...]`, the buttons that
are pressed on it. Under `_update`, rows name an earlier record
by `_find` (its title) and fill in what could not be known before, such as who heads
a department.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from demo.scenarios import FILE
from schema.objects import Schema


@dataclass(frozen=True, slots=True)
class Seed:
    """One row to make, or to fill in when it names a record to find."""

    entity: str
    values: Mapping[str, Any]
    account: Mapping[str, Any] | None = None
    find: str = ""
    press: tuple[str, ...] = ()


def seeds(schema: Schema) -> Iterator[Seed]:
    """Every row of the rulebook's seed files, in file order."""
    for file in sorted((Path(schema.folder) / "seeds").glob("*.yaml")):
        if file.name == FILE:
            continue
        document = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
        later = document.pop("_update", {})
        for entity, rows in [*document.items(), *later.items()]:
            for row in rows:
                yield Seed(
                    entity,
                    row,
                    row.pop("_account", None),
                    row.pop("_find", ""),
                    tuple(row.pop("_press", ())),
                )
