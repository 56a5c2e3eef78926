"""How Chinese titles sound: in pinyin and by initials, kept so that a list can be searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from formula.tree import Path
from models.database import transaction
from records.session import Session
from schema.objects import Entity, Field, Schema

TYPED = re.compile(r"[a-z]{2,40}", re.IGNORECASE)
"""What may be meant as a sound: two letters or more and nothing else."""

CHINESE = re.compile(r"[\u3400-\u9fff]")
LONGEST = 1000


@cache
def _pypinyin() -> ModuleType:
    """The sounds of all characters and phrases, loaded by whoever writes first.

    It takes a quarter of a second, for which no command that only reads should wait.
    """
    return import_module("pypinyin")


def spelled(texts: Iterable[str]) -> str:
    """The pinyin and the initials of the texts that have Chinese characters.

    >>> spelled(["王小明", "Dune"])
    'wangxiaoming wxm'
    """
    found = (sound for text in texts if CHINESE.search(text) for sound in _sounds(text))
    return " ".join(found)[:LONGEST]


def _sounds(text: str) -> Iterator[str]:
    pinyin = _pypinyin()
    for style in (pinyin.Style.NORMAL, pinyin.Style.FIRST_LETTER):
        yield "".join("".join(pinyin.lazy_pinyin(text, style=style)).casefold().split())


def sounding_fields(schema: Schema, entity: Entity) -> list[Field]:
    """The texts of a title that are the record's own and that every reader may see."""
    paths = [part.tree for part in entity.title.parts if not isinstance(part, str)]
    names = [p.steps[0].field for p in paths if isinstance(p, Path) and len(p.steps) == 1]
    fields = [entity.fields[name] for name in dict.fromkeys(names) if name in entity.fields]
    return [f for f in fields if f.kind.name == "text" and f.stored and not (f.read or f.private)]


def note_sound(session: Session, entity: Entity, id: int | None, values: Mapping[str, Any]) -> None:
    """Keep how a record's title sounds now, from its values."""
    table = session.tables.Spelling
    fields = sounding_fields(session.schema, entity)
    if not fields:
        return
    sound = spelled(str(values.get(field.name) or "") for field in fields)
    table.delete().where(table.entity == entity.name, table.record == id).execute()
    if sound:
        table.insert(entity=entity.name, record=id, sound=sound).execute()


def sounding_like(session: Session, entity: str, word: str) -> Any:
    """The ids of an entity's records that a word may be the sound of; None for other words."""
    if not TYPED.fullmatch(word):
        return None
    table = session.tables.Spelling
    return table.select(table.record).where(
        table.entity == entity, table.sound.contains(word.casefold())
    )


def spell_all(session: Session) -> int:
    """Note the sound of every record again, as after a title was declared otherwise."""
    with transaction(session.database):
        return sum(_spell(session, entity) for entity in session.schema.entities.values())


def _spell(session: Session, entity: Entity) -> int:
    names = [field.name for field in sounding_fields(session.schema, entity)]
    if not names:
        return 0
    model = session.model(entity.name)
    columns = [getattr(model, name) for name in names]
    rows = list(model.select(model.id, *columns).tuples())
    for id, *texts in rows:
        note_sound(session, entity, id, dict(zip(names, texts, strict=True)))
    return len(rows)
