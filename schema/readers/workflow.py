"""Workflows: states, the transitions between them, and reminders."""

from __future__ import annotations

from collections.abc import Mapping

from formula.faults import either, quoted
from language import say
from schema.building import Building, texts
from schema.objects import Reminder, State, Transition, Workflow
from schema.parts import Named, Part
from schema.readers.people import people_named
from schema.readers.updates import updates_of
from schema.readers.written import settable, values_written
from schema.source import Scalar
from schema.values import Label, Template

ANY_STATE = "*"
COMMENT = "comment"
NOTHING = Named({}, {})


def read_workflow(
    building: Building, entity: str, part: Part | None, title: Template
) -> Workflow | None:
    """The workflow of an entity; None when it has none."""
    if part is None or "states" not in part.values:
        return None
    states = part.get("states")
    initial = _initial(building, part)
    transitions = {
        name: read_transition(building, entity, transition, part)
        for name, transition in part.get("transitions", {}).items()
    }
    check_reachable(building, part, initial, transitions)
    return Workflow(
        field=part.text("field", "state"),
        states=read_states(part, initial, transitions),
        transitions=transitions,
        initial=initial,
        remind=read_reminders(building, entity, part, title),
        span=part.place("states") if states else part.span,
    )


def _initial(building: Building, part: Part) -> str:
    """The state that a new record is in."""
    states = part.get("states")
    written = part.get("initial")
    if written is not None and building.known(written, say("state"), states, "E501"):
        return str(written.text)
    return str(next(iter(states)))


def read_states(
    part: Part, initial: str, transitions: Mapping[str, Transition]
) -> dict[str, State]:
    """The states with their phases: the first is idle, one without a way out is an end."""
    left = {origin for transition in transitions.values() for origin in transition.origins}
    found = {}
    for name, written in part.get("states").items():
        label = written.get("label") if isinstance(written, Part) else written
        guess = "idle" if name == initial else "run" if name in left else "end"
        phase = written.get("phase", guess) if isinstance(written, Part) else guess
        span = written.span if isinstance(written, Part) else part.place("states")
        found[name] = State(name, label or Label({"zh_CN": name}), phase, span)
    return found


def read_transition(building: Building, entity: str, part: Part, workflow: Part) -> Transition:
    """One way between states: who may go it, when, and what it sets and asks."""
    states = workflow.get("states")
    by = part.get("by", ())
    if not by:
        _nobody(building, entity, part)
    roles, people = people_named(building, entity, by)
    target = part.get("to")
    if target is not None:
        building.known(target, say("state"), states, "E501")
    return Transition(
        name=part.name,
        label=part.get("label") or Label({"zh_CN": part.name}),
        origins=origins(building, part, tuple(states)),
        to=part.text("to"),
        by=roles,
        by_people=people,
        when=building.condition(part.get("when"), entity),
        set=values_written(building, entity, entity, part.get("set") or NOTHING, "set"),
        update=updates_of(building, entity, part),
        ask=asked(building, entity, part),
        message=part.get("message"),
        clauses=building.cited(part),
        span=part.span,
    )


def _nobody(building: Building, entity: str, part: Part) -> None:
    """Note a transition that no person could ever press."""
    stops = either(map(quoted, texts(part.get("from", ()))))
    named = say('an "{entity}"' if entity[:1] in "aeiou" else 'a "{entity}"', entity=entity)
    message = say(
        'Nobody may "{part}" {named}, so it stops at {stops}.',
        part=part.name,
        named=named,
        stops=stops,
    )
    building.add("E403", message, say("Write who may do it: by: [owner]."), part.span)


def origins(building: Building, part: Part, states: tuple[str, ...]) -> tuple[str, ...]:
    """The states that a transition starts from; "*" is every state but the one it ends in."""
    written = part.get("from", ())
    if [word.text for word in written] == [ANY_STATE]:
        return tuple(state for state in states if state != part.text("to"))
    for word in written:
        building.known(word, say("state"), states, "E501")
    return texts(written)


def asked(building: Building, entity: str, part: Part) -> tuple[str, ...]:
    """What the person fills in when pressing: fields, or the word comment."""
    written = part.get("ask", ())
    fields = building.fields_of(entity)
    for word in written:
        if word.text != COMMENT or COMMENT in fields:
            settable(building, entity, word, "ask")
    return texts(written)


def check_reachable(
    building: Building, part: Part, initial: str, transitions: Mapping[str, Transition]
) -> None:
    """Note states that no transition leads to from the initial one."""
    reached, waiting = {initial}, [initial]
    while waiting:
        state = waiting.pop()
        following = {t.to for t in transitions.values() if state in t.origins} - reached
        reached |= following
        waiting += following
    for state in part.get("states"):
        if state not in reached:
            message = say('State "{state}" can never be reached.', state=state)
            hint = say('Add a transition that ends in "{state}", or remove the state.', state=state)
            building.add("E502", message, hint, part.get("states").places[state])


def read_reminders(
    building: Building, entity: str, part: Part, title: Template
) -> tuple[Reminder, ...]:
    """Whom to remind while a condition holds."""
    found = [_reminder(building, entity, r, title) for r in part.get("remind", ())]
    return tuple(reminder for reminder in found if reminder)


def _reminder(building: Building, entity: str, part: Part, title: Template) -> Reminder | None:
    """One reminder, or None when its condition or message cannot be read."""
    when = building.condition(part.get("when"), entity)
    roles, people = people_named(building, entity, part.get("to", ()))
    said: Label | None = part.get("message")
    if when is None or said is None:
        return None
    place = part.place("message")
    words = {
        locale: building.template(Scalar(text, place), entity, {"title": title})
        for locale, text in said.texts.items()
    }
    return Reminder(when, roles, people, part.text("every", "1 workday"), words, part.span)
