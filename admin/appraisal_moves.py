"""What the appraisal desk asks before a sheet is sent back or handed to another person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, request, url_for

from admin import visit
from admin.moves import REFUSED, go
from admin.words import text
from kpi.chasing import decider, hand_over, may_hand_over, returning, send_back
from kpi.period import Period
from language import say
from records.record import Record
from records.refusals import Conflict, FieldProblem, Forbidden, NotFound, Refused
from schema.indicators import Scorecard

COMMENT, PERSON = "comment", "person"


@dataclass(frozen=True, slots=True)
class Question:
    """A page, or dialog: what will be done to a sheet, and what whoever does it must say.

    `people` is the entity among whose records another person is chosen, if that is asked.
    """

    heading: str
    said: str
    label: str
    action: str
    back: str
    comment: str
    needed: bool
    people: str = ""
    person: str = ""
    person_id: str = ""
    faults: tuple[FieldProblem, ...] = ()

    def fault(self, path: str) -> str:
        """What is wrong with one of the answers, or with none of them."""
        return next((each.message for each in self.faults if each.path == path), "")


def return_page(view: Any, card: Scorecard, sheet: Record, period: Period) -> Any:
    """Ask why a sheet is sent back, or do it."""
    back = returning(visit.gate(), card, sheet.id)
    if back is None:
        abort(404)
    states = visit.rulebook().entity(card.of).workflow.states
    said = say(
        "{before} → {after}",
        before=text(states[sheet.state].label),
        after=text(states[back.to].label),
    )
    asked = _question(say("Send back: {title}", title=sheet.title), said, text(back.label), period)

    def send() -> str:
        """Send it back."""
        found = send_back(visit.gate(), card, sheet.id, request.form.get(COMMENT, ""))
        return say("{title} was sent back.", title=found.title)

    return _answered(view, asked, send)


def transfer_page(view: Any, card: Scorecard, sheet: Record, period: Period) -> Any:
    """Ask to whom a sheet is handed, or do it."""
    people = visit.rulebook().schema.people
    if people is None or not may_hand_over(visit.gate(), card, sheet):
        abort(404)
    field = visit.rulebook().entity(card.of).fields[decider(visit.gate(), card, sheet.id)]
    now = sheet.titles.get(field.name) or say("nobody")
    said = say("{field} is now {person}.", field=text(field.label), person=now)
    heading = say("Hand over: {title}", title=sheet.title)
    asked = _question(heading, said, say("Hand over"), period, people.entity)

    def hand() -> str:
        """Hand it over."""
        chosen = request.form.get(PERSON, "")
        if not chosen.isdigit():
            raise Refused([FieldProblem(PERSON, say("Choose a person."))])
        reason = request.form.get(COMMENT, "")
        try:
            found = hand_over(visit.gate(), card, sheet.id, int(chosen), reason)
        except NotFound:
            raise Refused([FieldProblem(PERSON, say("Choose a person."))]) from None
        name = visit.gate().get(people.entity, int(chosen)).title
        return say("{title} was handed over to {person}.", title=found.title, person=name)

    return _answered(view, asked, hand)


def _question(heading: str, said: str, label: str, period: Period, people: str = "") -> Question:
    """A question with what was answered already."""
    return Question(
        heading,
        said,
        label,
        request.url,
        url_for("appraisals.index", period=period.key),
        request.form.get(COMMENT, ""),
        needed=not people,
        people=people,
        person=request.form.get(f"{PERSON}__text", ""),
        person_id=request.form.get(PERSON, ""),
    )


def _answered(view: Any, asked: Question, act: Callable[[], str]) -> Any:
    """The question, or the desk once it is done; a refusal is shown where it belongs."""
    if request.method == "GET":
        return view.render("admin/appraisal_move.html", page=asked)
    try:
        flash(act(), "ok")
    except Refused as refusal:
        return _again(view, asked, refusal.problems), REFUSED
    except (Forbidden, Conflict) as refusal:
        return _again(view, asked, (FieldProblem("", str(refusal)),)), REFUSED
    return go(asked.back)


def _again(view: Any, asked: Question, problems: Any) -> Any:
    """The question with what is wrong; what belongs to no answer stands above them."""
    known = (COMMENT, *((PERSON,) if asked.people else ()))
    faults = tuple(
        each if each.path in known else FieldProblem("", each.message) for each in problems
    )
    return view.render("admin/appraisal_move.html", page=replace(asked, faults=faults))
