"""Taking turns: what must be written one after the other, whoever writes it."""

from __future__ import annotations

from typing import Any

from models.tables import Tables


def alone(tables: Tables, line: str) -> None:
    """Let others in the same line wait until this transaction ends."""
    # Peewee makes a model's columns at run time: no type knows them.
    counter: Any = tables.platform["Sequence"]
    advance = counter.update(last=counter.last + 1).where(counter.key == line, counter.period == "")
    if not advance.execute():
        counter.insert(key=line, period="", last=0).on_conflict_ignore().execute()
        advance.execute()
