"""The way of a record through its workflow: where it was, where it is, what lies ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admin.timeline import moment
from admin.words import text
from formula.reads import asks_who
from formula.tree import Path
from language import say
from records.record import HistoryEntry, Record
from schema.objects import Entity, Schema, Transition, Workflow
from schema.values import Formula

OWNER = "owner"
END = "end"
"""The phase of states in which a record has come to its end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the way: `done`, `now`, or "" for one that lies ahead."""

    label: str
    phase: str
    place: str
    note: str = ""
    title: str = ""


def track(
    schema: Schema, entity: Entity, record: Record, history: Sequence[HistoryEntry]
) -> tuple[Step, ...]:
    """The states that a record went through, its own, and the usual way on from there."""
    workflow = entity.workflow
    if workflow is None or record.state not in workflow.states:
        return ()
    arrivals = passed(workflow, record.state, history)
    # A step that is done names whoever took the record further.
    left = [entry for _, entry in arrivals[1:]]
    behind = [
        _behind(workflow, state, entry)
        for (state, _), entry in zip(arrivals[:-1], left, strict=True)
    ]
    ahead = [_ahead(workflow, state) for state in way_on(workflow, record.state)]
    latest = next((e for e in history if e.transition in workflow.transitions), arrivals[-1][1])
    here = _here(schema, entity, record, latest)
    return (*behind, here, *ahead)


Arrival = tuple[str, HistoryEntry | None]


def passed(workflow: Workflow, state: str, history: Sequence[HistoryEntry]) -> list[Arrival]:
    """The states on the way to this one, each with what led there; loops are cut off.

    The history is given latest first.
    """
    way: list[Arrival] = [(workflow.initial, _first(history))]
    for entry in reversed(history):
        transition = workflow.transitions.get(entry.transition)
        if transition is not None:
            way = _gone(way, transition.to, entry)
    return way if way[-1][0] == state else _gone(way, state, None)


def _first(history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    return history[-1] if history else None


def _gone(way: list[Arrival], state: str, entry: HistoryEntry | None) -> list[Arrival]:
    """The way after one more move; who sends a record back has not done the step before."""
    names = [name for name, _ in way]
    return way[: names.index(state) + 1] if state in names else [*way, (state, entry)]


def way_on(workflow: Workflow, state: str) -> list[str]:
    """The usual way from a state to an end.

    It is the longest one that only goes forward, to states declared later that are no
    failures, without detours and pauses. Where nothing leads forward, it goes back first;
    from an end nothing is waited for, even where somebody may reopen the record.
    """
    ways = _forward(workflow)
    if ways[state]:
        return _straight(workflow, state, ways[state])
    if workflow.states[state].phase == END:
        return []
    back = [target for target in targets(workflow, state) if not _fails(workflow, target)]
    if not back:
        return []
    after = _straight(workflow, back[0], ways[back[0]])
    return [back[0], *(name for name in after if name != state)]


def _forward(workflow: Workflow) -> dict[str, list[str]]:
    """The longest way forward from every state."""
    order = {name: place for place, name in enumerate(workflow.states)}
    best: dict[str, list[str]] = {}
    for name in reversed(tuple(workflow.states)):
        ahead = [target for target in targets(workflow, name) if order[target] > order[name]]
        ways = [[target, *best[target]] for target in ahead if not _fails(workflow, target)]
        best[name] = max(ways, key=len, default=[])
    return best


def _fails(workflow: Workflow, state: str) -> bool:
    return workflow.states[state].phase == "bad"


def _straight(workflow: Workflow, state: str, way: list[str]) -> list[str]:
    """A way without states that can be passed by, and without a pause at its end."""
    found = [state, *way]
    for name in way:
        place = found.index(name)
        after = found[place + 1] if place + 1 < len(found) else ""
        around = after in targets(workflow, found[place - 1])
        pause = not after and place > 1 and found[place - 1] in targets(workflow, name)
        if around or pause:
            found.remove(name)
    return found[1:]


def targets(workflow: Workflow, state: str) -> list[str]:
    """Where the transitions from a state lead, in declared order."""
    found = (t.to for t in workflow.transitions.values() if leaves(t, state))
    return list(dict.fromkeys(found))


def leaves(transition: Transition, state: str) -> bool:
    """Whether a transition starts from a state."""
    anywhere = "*" in transition.origins and transition.to != state
    return anywhere or state in transition.origins


def _behind(workflow: Workflow, state: str, left: HistoryEntry | None) -> Step:
    declared = workflow.states[state]
    return Step(text(declared.label), declared.phase, "done", _who_when(left))


def _ahead(workflow: Workflow, state: str) -> Step:
    declared = workflow.states[state]
    return Step(text(declared.label), declared.phase, "")


def _here(schema: Schema, entity: Entity, record: Record, arrival: HistoryEntry | None) -> Step:
    workflow = entity.workflow
    assert workflow is not None
    declared = workflow.states[record.state]
    who = waits_for(schema, entity, record)
    note = say("waits for {who}", who=who) if who else _who_when(arrival)
    return Step(text(declared.label), declared.phase, "now", note, _who_when(arrival))


def waits_for(schema: Schema, entity: Entity, record: Record) -> str:
    """Who can take the record forward from its state, in words; "" at an end."""
    workflow = entity.workflow
    ahead = way_on(workflow, record.state)[:1] if workflow else []
    steps = [
        t
        for t in (workflow.transitions.values() if workflow else ())
        if leaves(t, record.state) and [t.to] == ahead
    ]
    # Beside the usual way a guarded one is for special cases.
    usual = [t for t in steps if t.when is None or asks_who(t.when.tree)] or steps
    names = (name for t in usual for name in _people(schema, entity, record, t))
    return say(", ").join(dict.fromkeys(names))


def _people(schema: Schema, entity: Entity, record: Record, transition: Transition) -> list[str]:
    roles = [text(schema.roles[name].label) for name in transition.by if name in schema.roles]
    paths = [person_words(schema, record, path) for path in transition.by_people]
    owner = [str(record.titles.get(OWNER) or say("the owner"))] if OWNER in transition.by else []
    return [*owner, *paths, *roles]


def person_words(schema: Schema, record: Record, path: Formula) -> str:
    """Who stands at the end of a path: the name if the record has it, else the labels."""
    tree = path.tree
    if not isinstance(tree, Path) or not tree.steps:
        return path.text
    if len(tree.steps) == 1 and record.titles.get(tree.steps[0].field):
        return str(record.titles[tree.steps[0].field])
    return say(" · ").join(_label(schema, step.entity, step.field) for step in tree.steps)


def _label(schema: Schema, entity: str, field: str) -> str:
    declared = schema.entities[entity].fields.get(field)
    return text(declared.label) if declared else say("the owner")


def _who_when(entry: HistoryEntry | None) -> str:
    return say("{who}, {when}", who=entry.who, when=moment(entry.at)) if entry else ""
