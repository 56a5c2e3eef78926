"""Fields of several values: whether they include a value, and whether there are any."""

from __future__ import annotations

import json
from typing import Any

from peewee import Node

from formula.kinds import TEXT, Kind, link
from formula.tree import Literal, Path, Step, Typed
from models.compiler import Compiler, Scope, Source, at_hand, in_query, source_of
from models.sql import FALSE, TRUE, column, sql


def is_id_list(kind: Kind) -> bool:
    """Whether a kind is several links, which live in a table of their own."""
    return kind.many and kind.name == "link"


def includes(compiler: Compiler, path: Typed, wanted: Typed, scope: Scope) -> Node:
    """Whether a field of several values has a value."""
    assert isinstance(path, Path)
    source = source_of(path, scope)
    if not in_query(source):
        return among(compiler, at_hand(path, source), path.kind, wanted, scope)
    if is_id_list(path.kind):
        return exists(*linked(compiler, path, source, scope), compiler.piece(wanted, scope))
    keys = compiler.followed(source, path.steps, scope)
    return sql("({} > 0)", compiler.dialect.position(keys, written_key(compiler, wanted, scope)))


def none_there(compiler: Compiler, path: Path, scope: Scope) -> Node:
    """Whether a field of several values has none."""
    source = source_of(path, scope)
    if not in_query(source):
        return FALSE if at_hand(path, source) else TRUE
    if is_id_list(path.kind):
        return sql("(NOT {})", exists(*linked(compiler, path, source, scope)))
    keys = compiler.followed(source, path.steps, scope)
    return sql("(COALESCE({}, '[]') = '[]')", keys)


def among(compiler: Compiler, values: Any, kind: Kind, wanted: Typed, scope: Scope) -> Node:
    """Whether a value is one of several that are known."""
    single = link(kind.entity) if kind.name == "link" else TEXT
    pieces = [compiler.dialect.literal(single, value) for value in values or ()]
    if not pieces:
        return FALSE
    places = ", ".join("{}" for _ in pieces)
    return sql(f"({{}} IN ({places}))", compiler.piece(wanted, scope), *pieces)


def linked(
    compiler: Compiler, path: Path, source: Source, scope: Scope
) -> tuple[Compiler, Step, Node]:
    """The last step of a path to several links, and the id of the row that has them."""
    return compiler, path.steps[-1], compiler.followed(source, path.steps[:-1], scope)


def exists(compiler: Compiler, step: Step, holder: Node, target: Node | None = None) -> Node:
    """Whether a row is linked to a record, or to any."""
    between = compiler.tables.through(step.entity, step.field).alias()
    found = between.select(sql("1")).where(sql("({} = {})", column(between, "source_id"), holder))
    if target is not None:
        found = found.where(sql("({} = {})", column(between, "target_id"), target))
    return sql("(EXISTS {})", found)


def id_list(compiler: Compiler, row: Source, step: Step) -> Node:
    """The ids of a row's several links as one text."""
    between = compiler.tables.through(step.entity, step.field).alias()
    ids = compiler.dialect.joined(column(between, "target_id"))
    mine = sql("({} = {})", column(between, "source_id"), column(row, "id"))
    return between.select(ids).where(mine)


def written_key(compiler: Compiler, wanted: Typed, scope: Scope) -> Node:
    """A key as the JSON list of a multiple choice writes it."""
    if isinstance(wanted, Literal) and wanted.value is not None:
        return compiler.dialect.literal(TEXT, json.dumps(wanted.value, ensure_ascii=False))
    return sql("""('"' || {} || '"')""", compiler.piece(wanted, scope))
