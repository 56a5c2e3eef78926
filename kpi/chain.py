"""Whether everything that was frozen is still as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from kpi.canonical import digest
from kpi.snapshots import FROZEN, Snapshot, everything, neighbours
from language import say
from models.seals import unsealed
from records.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was frozen: which snapshot, and what is wrong with it."""

    snapshot: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many snapshots were looked at, the hash at the chain's end, and every fault."""

    count: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(rulebook: Rulebook) -> Verdict:
    """Look at every snapshot: its own hash, its link to the one before, and the triggers.

    Snapshots taken away from the end leave a chain that is whole; the history of their records
    still tells of them.
    """
    faults = _unguarded(rulebook)
    count, head, codes = 0, "", set()
    for snapshot in everything(rulebook):
        faults += _wrong(snapshot, head)
        count, head = count + 1, snapshot.sha256
        codes.add(snapshot.code)
    return Verdict(count, head, (*faults, *_gone(rulebook, codes)))


def verify_one(rulebook: Rulebook, snapshot: Snapshot) -> tuple[Fault, ...]:
    """What is wrong with one snapshot: its text, its two links, and the triggers.

    A page can afford this however many snapshots there are; `verify` looks at all.
    """
    before, after = neighbours(rulebook, snapshot)
    faults = [*_unguarded(rulebook), *_wrong(snapshot, before.sha256 if before else "")]
    if after is not None and after.previous != snapshot.sha256:
        faults.append(Fault(snapshot.id, say("The snapshot after it does not follow from it.")))
    if after is None and not _remembered(rulebook, snapshot):
        # Nothing in the chain holds the last one; what was forged there is unknown elsewhere.
        faults.append(Fault(snapshot.id, say("The history of its record does not know it.")))
    return tuple(faults)


def _unguarded(rulebook: Rulebook) -> list[Fault]:
    return [
        Fault(None, say("The database lets rows be changed: the trigger {name} is gone.", name=n))
        for n in unsealed(rulebook.tables.database)
    ]


def _remembered(rulebook: Rulebook, snapshot: Snapshot) -> bool:
    """Whether the history of a snapshot's record names it, or tells of no freezing at all."""
    table: Any = rulebook.tables.History
    mine = (table.entity == snapshot.entity) & (table.record == snapshot.record)
    told = table.select(table.comment).where(mine & (table.action == FROZEN)).tuples()
    codes = {code for (code,) in told}
    return not codes or snapshot.code in codes


def _gone(rulebook: Rulebook, codes: Collection[str]) -> Iterator[Fault]:
    """The snapshots that the history tells of and that are not there, each once."""
    table: Any = rulebook.tables.History
    frozen = table.select(table.comment).where(table.action == FROZEN).order_by(table.id)
    for code in dict.fromkeys(code for (code,) in frozen.tuples()):
        if code not in codes:
            yield Fault(None, say("The snapshot {code} is gone.", code=code))


def _wrong(snapshot: Snapshot, before: str) -> Iterator[Fault]:
    if digest(snapshot.body) != snapshot.sha256:
        yield Fault(snapshot.id, say("Its text is not the one that was frozen."))
    elif not _agrees(snapshot):
        yield Fault(snapshot.id, say("What stands beside its text contradicts the text."))
    if snapshot.previous != before:
        yield Fault(snapshot.id, say("It does not follow from the snapshot before it."))


def _agrees(snapshot: Snapshot) -> bool:
    """Whether the columns beside the text say what the text says."""
    content = snapshot.content
    told, frozen = content["sheet"], content["frozen"]
    written = (
        told["card"], told["entity"], told["record"], told["snapshot"], told["period"],
        told["person"], told["reason"], frozen["by"], frozen["at"], content["previous"],
    )  # fmt: skip
    beside = (
        snapshot.card, snapshot.entity, snapshot.record, snapshot.version, snapshot.period,
        snapshot.person, snapshot.reason, snapshot.who, snapshot.at.isoformat(), snapshot.previous,
    )  # fmt: skip
    return bool(written == beside)
