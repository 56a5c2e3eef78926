"""Rows in and out: imports that are all or nothing, exports of what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from language import say
from records import write
from records.decide import decide
from records.find import Listing
from records.grants import condition
from records.import_links import Lookups
from records.query import MOST_ROWS, Query
from records.refusals import FieldProblem, Forbidden, NotFound, Refusal, Refused
from records.session import Session
from records.showing import shown
from records.visibility import readable
from schema.objects import Entity, Field

MOST_IMPORTED = 20_000
"""Rows of one file; more belong into several."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row of a file: which one, what became of it, and what is wrong with it."""

    number: int
    id: int | None
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, or would do: nothing is stored when any row has a problem."""

    rows: tuple[ImportedRow, ...]
    stored: bool

    @property
    def faulty(self) -> tuple[ImportedRow, ...]:
        """The rows that have problems."""
        return tuple(row for row in self.rows if row.problems)


class _Undone(Exception):  # noqa: N818 - ends the transaction, is no error
    """Ends the transaction of an import that is not to be stored."""


def import_rows(
    session: Session, entity: Entity, rows: Iterable[Mapping[str, Any]], dry_run: bool
) -> ImportOutcome:
    """Store every row, or nothing; columns are fields' names or labels.

    A row with an `id` changes that record. Each row is tried, so that all problems are
    told at once, also those between rows of the same file.
    """
    decision = decide(session, "import", entity.name)
    if not decision:
        raise Forbidden(decision.reason)
    done: list[ImportedRow] = []
    lookups = Lookups(session, entity)
    try:
        with write.writing(session):
            for number, row in enumerate(rows, start=1):
                _bounded(number)
                done.append(_imported(session, entity, lookups, number, row))
            if dry_run or any(each.problems for each in done):
                raise _Undone
    except _Undone:
        return ImportOutcome(tuple(replace(each, id=None) for each in done), stored=False)
    return ImportOutcome(tuple(done), stored=True)


def _bounded(number: int) -> None:
    if number > MOST_IMPORTED:
        message = say("Import at most {count} rows at a time.", count=MOST_IMPORTED)
        raise Refused([FieldProblem("", message)])


def _imported(
    session: Session, entity: Entity, lookups: Lookups, number: int, row: Mapping[str, Any]
) -> ImportedRow:
    values, problems = lookups.resolved(row)
    try:
        with write.writing(session):
            id = _stored(session, entity, values)
            if problems:
                raise Refused(problems)
    except Refused as refused:
        told = {problem.path for problem in problems}
        others = [p for p in refused.problems if p.path not in told and p not in problems]
        return ImportedRow(number, None, (*problems, *others))
    except NotFound as refusal:
        return ImportedRow(number, None, (FieldProblem("id", str(refusal)),))
    except Refusal as refusal:
        return ImportedRow(number, None, (FieldProblem("", str(refusal)),))
    return ImportedRow(number, id, ())


def _stored(session: Session, entity: Entity, values: dict[str, Any]) -> int:
    id = values.pop("id", None)
    if id in (None, ""):
        return write.create(session, entity.name, values)
    if not str(id).isdigit():
        raise NotFound
    write.update(session, entity.name, int(id), values, None)
    return int(id)


def export(
    session: Session, entity: Entity, query: Query, columns: tuple[str, ...] | None
) -> Iterator[dict[str, str]]:
    """Every row that a query finds and that may be exported, values in words by column."""
    for fields, record in exported(session, entity, query, columns):
        yield {
            field.name: shown(field, record.values.get(field.name), record.titles.get(field.name))
            for field in fields
        }


def exported(
    session: Session, entity: Entity, query: Query, columns: tuple[str, ...] | None
) -> Iterator[tuple[list[Field], Any]]:
    """The records of an export with their fields, page by page."""
    decision = decide(session, "export", entity.name)
    if not decision:
        raise Forbidden(decision.reason)
    wanted = replace(query, columns=columns or query.columns or exportable(session, entity))
    page = 1
    while True:
        asked = replace(wanted, page=page, size=MOST_ROWS, totals=())
        listing = Listing(session, entity, asked, lambda m: _may_leave(session, entity, m))
        records = list(listing.page())
        yield from ((listing.fields, record) for record in records)
        if len(records) < MOST_ROWS:
            return
        page += 1


def _may_leave(session: Session, entity: Entity, model: Any) -> Any:
    allowed = condition(session, "export", entity.name, model)
    return None if allowed is True else allowed


def exportable(session: Session, entity: Entity) -> tuple[str, ...]:
    """The fields that an export has when nobody chooses: all that lists may show."""
    return tuple(
        field.name
        for field in entity.fields.values()
        if readable(session, field) and not field.private and field.type != "lines"
    )
