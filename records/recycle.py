"""The recycle bin: deleting what nothing links to, and bringing it back with its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from language import say
from records import history, store
from records.decide import decide, entity_label
from records.edits import Edit
from records.grants import parent_link
from records.refusals import FieldProblem, Forbidden, Refused
from records.rows import DraftRow, StoredRow, child_rows
from records.session import Session
from records.showing import label
from records.titles import title_of
from records.unique import taken_together
from records.validate import choosable, taken
from records.write import known, seen, unchanged, writing
from schema.objects import Entity, Field, Schema


@dataclass(slots=True)
class Removal:
    """Everything that goes into the bin together, and what must let go of it."""

    rows: dict[tuple[str, int], StoredRow] = field(default_factory=dict)
    cleared: list[tuple[StoredRow, Field]] = field(default_factory=list)
    holding: list[tuple[StoredRow, Field]] = field(default_factory=list)


def delete(session: Session, entity: str, id: int, version: int | None) -> None:
    """Put a record and its lines into the bin; refused while something links to it."""
    known(session, entity)
    with writing(session):
        row = seen(session, store.lock(session, entity, id))
        decision = decide(session, "delete", entity, row)
        if not decision:
            raise Forbidden(decision.reason)
        unchanged(session, row, version, {})
        removal = Removal()
        gather(session, row, removal)
        holding = [h for h in removal.holding if _key(h[0]) not in removal.rows]
        if holding:
            raise Refused([FieldProblem("", held_by(session, holding))])
        _carry_out(session, removal)


def _key(row: StoredRow) -> tuple[str, int]:
    return row.entity.name, int(row.id or 0)


def gather(session: Session, row: StoredRow, removal: Removal) -> None:
    """Collect what goes with a record: its lines, cascades, and what stands in the way."""
    if _key(row) in removal.rows:
        return
    removal.rows[_key(row)] = row
    for entity, link in links_into(session.schema, row.entity.name):
        for values in child_rows(session.tables, entity.name, link.name, row.id):
            other = session.row(entity.name, values["id"], values)
            if _goes_along(session, entity, link):
                gather(session, other, removal)
            elif link.on_delete == "clear":
                removal.cleared.append((other, link))
            else:
                removal.holding.append((other, link))


def links_into(schema: Schema, entity: str) -> Iterator[tuple[Entity, Field]]:
    """The link fields, of any entity, that point at an entity."""
    for other in schema.entities.values():
        for link in other.fields.values():
            if link.type in ("link", "links") and link.to == entity and link.stored:
                yield other, link


def _goes_along(session: Session, entity: Entity, link: Field) -> bool:
    return link.on_delete == "cascade" or parent_link(session.schema, entity) == link.name


def held_by(session: Session, holding: list[tuple[StoredRow, Field]]) -> str:
    """By what a record is held, naming only what whoever asks may see."""
    counts: Counter[str] = Counter()
    unseen = 0
    for row, link in holding:
        if decide(session, "read", row.entity.name, row):
            counts[f"{entity_label(session, row.entity.name)} ({label(link)})"] += 1
        else:
            unseen += 1
    words = [say("{count} × {entity}", count=n, entity=name) for name, n in counts.items()]
    if unseen:
        words.append(say("records that you may not see"))
    first = next((r for r, _ in holding if decide(session, "read", r.entity.name, r)), None)
    example = title_of(session, first, first.entity) if first else ""
    text = say("This record is still used by {what}.", what=say(", ").join(words))
    return f"{text} {say('For example: {title}.', title=example)}" if example else text


def _carry_out(session: Session, removal: Removal) -> None:
    for row, link in removal.cleared:
        if _key(row) not in removal.rows:
            _let_go(session, row, link, removal)
    at = session.rulebook.clock()
    for row in removal.rows.values():
        store.remove(session, row, at)


def _let_go(session: Session, row: StoredRow, link: Field, removal: Removal) -> None:
    draft = DraftRow(row, {}, lambda: session.context)
    kept = ()
    if link.type == "links":
        kept = tuple(i for i in row.get(link.name) if (link.to, i) not in removal.rows)
    draft.given[link.name] = kept or None
    store.update(session, Edit(row.entity, draft))


def restore(session: Session, entity: str, id: int) -> None:
    """Bring a record back from the bin with the lines that went there with it."""
    known(session, entity)
    with writing(session):
        row = seen(session, store.lock(session, entity, id, deleted=True))
        decision = decide(session, "restore", entity, row)
        if not decision:
            raise Forbidden(decision.reason)
        for each in went_together(session, row):
            _bring_back(session, each)


def went_together(session: Session, row: StoredRow) -> Iterator[StoredRow]:
    """A deleted record and its lines that were deleted at the same moment."""
    yield row
    for lines in row.entity.fields.values():
        if lines.type != "lines":
            continue
        model = session.model(lines.of)
        query = model.select().where(
            getattr(model, lines.by) == row.id, model.deleted_at == row.get("deleted_at")
        )
        for values in query.dicts():
            yield from went_together(session, session.row(lines.of, values["id"], values))


def _bring_back(session: Session, row: StoredRow) -> None:
    _fits_still(session, row)
    version = row.get("version") + 1
    columns = {"deleted_at": None, "deleted_by": None, "version": version}
    store.write(session, row.entity, row.id, columns | store.stamp(session))
    history.note(session, row.entity.name, int(row.id or 0), "restore", version=version)


def _fits_still(session: Session, row: StoredRow) -> None:
    """Refuse what would break a unique value, or a link to what is deleted."""
    problems = [
        FieldProblem(field.name, message)
        for field in row.entity.fields.values()
        if field.stored and (message := _in_the_way(session, row, field))
    ]
    shared = (taken_together(session, row.entity, group, row) for group in row.entity.unique)
    problems += [FieldProblem("", message) for message in shared if message]
    if problems:
        raise Refused(problems)


def _in_the_way(session: Session, row: StoredRow, field: Field) -> str:
    found = row.get(field.name)
    if found in (None, "", ()):
        return ""
    if field.unique:
        return taken(session, row.entity, field, found, row.id)
    if field.type not in ("link", "links") or field.name == parent_link(session.schema, row.entity):
        return ""
    ids = found if isinstance(found, tuple) else (found,)
    if choosable(session, field, None, ids, asked=False) == set(ids):
        return ""
    return say("{field} points at a deleted record. Restore that one first.", field=label(field))
