"""Which names a rulebook may give, and what to write instead of one it may not."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Set

from formula.parse import KEYWORDS
from language import say
from schema.problems import Wording, article
from schema.types import SYSTEM_FIELDS

MOST_BYTES = 48
"""PostgreSQL cuts names off at 63 bytes; an index name adds to the column's."""

SHAPE = re.compile(r"(?!\d)\w+")
KEY = re.compile(r"\w[\w.+/*-]*")

PEEWEE = frozenset(
    """
    DoesNotExist add_index alias bind bind_ctx bulk_create bulk_update clone coerce copy create
    create_table delete delete_by_id delete_instance dependencies dirty_field_names dirty_fields
    drop_table filter get get_by_id get_id get_or_create get_or_none index insert insert_from
    insert_many is_alias is_dirty noop raw replace replace_many save select set_by_id table_exists
    truncate_table unwrap update validate_model
    """.split()
)
"""What every Peewee model has already; a test compares the list with Peewee."""

WTFORMS = frozenset(
    """
    Meta data errors form_errors hidden_tag is_submitted meta populate_obj post_process process
    validate validate_on_submit
    """.split()
)
"""What every form has already; a test compares the list with WTForms."""

ENGINE = frozenset(
    """
    pk rowid csrf_token list_form_pk url action attachments deleted_at deleted_by owner_id
    """.split()
)
"""What the engine's own columns and screens use."""


FIELDS = PEEWEE | WTFORMS | ENGINE | frozenset(SYSTEM_FIELDS) | {"me", "parent", "setting"}
ENTITIES = frozenset({"me", "parent", "setting", "kpi", "score", "record", "static"})
ROLES = frozenset({"owner", "all", "system"})
NONE: frozenset[str] = frozenset()

RESERVED: dict[str, Set[str]] = {
    "field": FIELDS,
    "entity": ENTITIES,
    "role": ROLES,
}
"""Names that a kind of thing may not have, besides Python's keywords."""

PREFIXES: dict[str, tuple[str, ...]] = {"entity": ("rb_", "pg_", "sqlite_"), "field": ("rb_",)}
"""Beginnings that the engine and the databases keep to themselves."""

SUGGESTIONS = {
    "id": "number", "pk": "number", "rowid": "number", "index": "position", "filter": "selection",
    "copy": "copies", "data": "content", "errors": "mistakes", "meta": "details",
    "version": "edition", "action": "act", "select": "chosen", "update": "change",
    "delete": "removal",
    "url": "web_address", "owner": "held_by", "process": "procedure", "save": "saving",
    "validate": "validation", "class": "grade", "from": "start", "import": "importing",
    "return": "returning", "raw": "unprocessed", "attachments": "enclosures",
    "created_at": "opened_at", "created_by": "opened_by", "updated_at": "changed_at",
    "updated_by": "changed_by", "where": "place", "by": "handler", "on": "day",
    "empty": "is_vacant",
    "parent": "upper", "me": "oneself", "setting": "preset",
}  # fmt: skip
"""Good names in place of common reserved ones."""


def fault(name: str, kind: str) -> tuple[str, Wording] | None:
    """What is wrong with a name, as code and wording, or None.

    >>> fault("customer", "field") is None
    True
    >>> fault("class", "field")[1].hint
    'Write "grade".'
    """
    if not SHAPE.fullmatch(name) or name.startswith("_") or "__" in name:
        return "E105", _unusable(name, kind)
    if unicodedata.normalize("NFKC", name) != name or name != name.lower():
        return "E105", _unusable(name, kind)
    if len(name.encode()) > MOST_BYTES:
        return "E107", Wording(
            say(
                '"{name}" is too long for {kind}.',
                name=name if len(name) <= 24 else f"{name[:23]}…",
                kind=article(say(kind)),
            ),
            say("Write at most {most} bytes: a Chinese character takes 3.", most=MOST_BYTES),
        )
    if reserved(name, kind):
        return "E106", Wording(
            say(
                '{kind} may not be called "{name}": the word is taken.',
                kind=article(say(kind)).capitalize(),
                name=name,
            ),
            say('Write "{name}".', name=better(name, kind)),
        )
    return None


def key_fault(name: str) -> tuple[str, Wording] | None:
    """What is wrong with a key of options, states and the like, or None.

    >>> key_fault("GD-6.4") is None
    True
    """
    if KEY.fullmatch(name):
        return None
    clean = re.sub(r"[^\w.+/*-]+", "_", name).strip("_.-+/") or "key"
    return "E105", Wording(
        say('"{name}" is not a usable key.', name=name), say('Write "{clean}".', clean=clean)
    )


def reserved(name: str, kind: str) -> bool:
    """Whether a name is taken by Python, Peewee, the forms, formulas or the engine."""
    words = RESERVED.get(kind, NONE)
    return (
        keyword.iskeyword(name)
        or name in KEYWORDS
        or name in words
        or name.startswith(PREFIXES.get(kind, ()))
    )


def better(name: str, kind: str) -> str:
    """A name near a reserved one that is free.

    >>> better("get", "field")
    'get_field'
    """
    for prefix in PREFIXES.get(kind, ()):
        name = name.removeprefix(prefix) or name
    return SUGGESTIONS.get(name, f"{name}_{kind}" if reserved(name, kind) else name)


def _unusable(name: str, kind: str) -> Wording:
    """A name with signs that no name has."""
    clean = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name).lower())
    clean = re.sub(r"_+", "_", clean).strip("_")
    if clean[:1].isdigit():
        clean = f"n{clean}"
    return Wording(
        say('"{name}" is not a usable name for {kind}.', name=name, kind=article(say(kind))),
        say('Write "{clean}": letters, digits and single underscores.', clean=clean or kind),
    )
