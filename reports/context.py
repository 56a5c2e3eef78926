"""The names that a document template may use besides the facts of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from language import current, say
from records.gate import Gate
from records.query import Filter, Query
from records.refusals import Forbidden
from reports.document import CompanyView
from reports.views import Reader, RecordView

MANY = 500
"""Records that a template may list at most; a document is no export."""


def names(gate: Gate, reader: Reader, entity: str = "") -> Mapping[str, Any]:
    """The company, settings, labels and the look at other records."""
    schema = gate.rulebook.schema

    def label(path: str, of: str = "") -> str:
        """What a field is called; `lines.qty` is a field of the lines."""
        return reader.label(of or entity, path)

    def find(of: str, sort: str = "", **equal: Any) -> tuple[RecordView, ...]:
        """The records of an entity whose fields have the given values."""
        filters = tuple(_filter(name, wanted) for name, wanted in equal.items())
        return listed(gate, reader, of, filters, sort)

    return {
        "company": CompanyView(schema.company, schema.folder),
        "setting": gate.rulebook.settings,
        "label": label,
        "find": find,
        "locale": current().replace("_", "-"),
        "today": gate.rulebook.clock().date(),
    }


def _filter(name: str, wanted: Any) -> Filter:
    """Equality, or between two values when a pair is given."""
    if isinstance(wanted, tuple | list):
        return Filter(name, "between", tuple(wanted))
    return Filter(name, "eq", (wanted.id if isinstance(wanted, RecordView) else wanted,))


def listed(
    gate: Gate, reader: Reader, entity: str, filters: tuple[Filter, ...], sort: str
) -> tuple[RecordView, ...]:
    """Records that whoever prints may read, with all fields that they may see."""
    if entity not in gate.rulebook.schema.entities:
        raise LookupError(say("“{name}” is not known here.", name=entity))
    columns = tuple(f.name for f in gate.fields(entity) if f.type != "lines")
    query = Query(filters=filters, sort=(sort,) if sort else (), size=MANY, columns=columns)
    try:
        return tuple(reader.view(record) for record in gate.find(entity, query).records)
    except Forbidden:
        return ()
