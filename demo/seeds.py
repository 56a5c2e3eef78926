"""Rows that a rulebook brings along: `seeds/*.yaml` beside its declarations.

Each file maps an entity to rows; a link is written as the title, number or unique
text of the record that it means. A person's row may hold `_account: {username:,
roles: [...]}`, which becomes a sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schema.objects import Schema


@dataclass(frozen=True, slots=True)
class Seed:
    """One row to make, and the sign-in that comes with it, if any."""

    entity: str
    values: Mapping[str, Any]
    account: Mapping[str, Any] | None = None


def seeds(schema: Schema) -> Iterator[Seed]:
    """Every row of the rulebook's seed files, in file order."""
    for file in sorted((Path(schema.folder) / "seeds").glob("*.yaml")):
        document = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
        for entity, rows in document.items():
            for row in rows:
                account = row.pop("_account", None)
                yield Seed(entity, row, account)
