"""Whether a sheet's workflow still leads to where the sheet freezes."""

from __future__ import annotations

from schema.indicators import Scorecard
from schema.objects import Workflow


def leads_to(workflow: Workflow, state: str, card: Scorecard) -> bool:
    """Whether a sheet in a state is still to be frozen.

    So it is in a state that a new sheet can come to without having been frozen and from
    which a freezing transition can be reached. A state behind the freezing one stays frozen
    even if somebody may send the sheet back from there.
    """
    unfrozen = reached(workflow, workflow.initial, frozenset(card.freeze_on))
    if state not in unfrozen:
        return False
    onward = reached(workflow, state)
    freezing = (workflow.transitions[name] for name in card.freeze_on)
    return any(onward.intersection(transition.origins) for transition in freezing)


def reached(workflow: Workflow, state: str, without: frozenset[str] = frozenset()) -> set[str]:
    """The states that can be reached from one, itself included, without some transitions."""
    seen, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for transition in workflow.transitions.values():
            ahead = here in transition.origins and transition.name not in without
            if ahead and transition.to not in seen:
                seen.add(transition.to)
                waiting.append(transition.to)
    return seen
