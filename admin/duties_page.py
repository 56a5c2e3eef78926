"""The duties for the administrator: how often, what was made, and what could not be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask import flash, redirect, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin import visit
from admin.page import ADMIN, Page
from admin.timeline import moment
from admin.words import text
from language import say
from records.duties import Failure, declared
from records.duty_runs import Standing, last_run, run, standings
from records.refusals import Forbidden, NotFound
from records.rhythm import in_words
from schema.duties import Duty

MOST = 200
"""So many failures stand on the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A duty in words; `href` is its list, where whoever asks may open it."""

    entity: str
    href: str
    label: str
    each: str
    rhythm: str
    next_day: date | None
    made: int
    found: int
    failed: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be made: of which duty, when, for what, and why."""

    entity: str
    label: str
    day: str
    title: str
    href: str
    why: str


class Duties(Page):
    """The pages under /duties."""

    role = ADMIN

    def __init__(self) -> None:
        super().__init__(endpoint="duties", url="/duties")

    @expose("/")
    def page(self) -> str:
        """Every duty, and what failed in the last run."""
        found = standings(visit.rulebook())
        last = last_run(visit.rulebook())
        return str(
            self.render(
                "admin/duties.html",
                rows=[row(each) for each in found],
                faults=list(faults(failure for each in found for failure in each.failures)),
                last=moment(last.at) if last else "",
                who=last.who if last else "",
            )
        )

    @expose("/run", methods=("POST",))
    def run(self) -> Response:
        """Run the duties now, and say what came of it."""
        outcome = run(visit.rulebook(), who=visit.actor().name)
        words = say("{made} made, {found} were there.", made=outcome.made, found=outcome.found)
        flash(words, "ok")
        if outcome.failures:
            flash(say("{count} could not be made; see below.", count=len(outcome.failures)), "bad")
        return redirect(url_for("duties.page"))


def row(each: Standing) -> Row:
    """A duty's line."""
    duty = each.due.duty
    entity = each.due.entity
    may = visit.may("read", entity.name)
    return Row(
        text(entity.label),
        url_for("entity.list", entity=entity.name) if may else "",
        text(duty.label),
        for_each(duty),
        in_words(duty),
        each.next_day,
        each.made,
        each.found,
        len(each.failures),
        duty.clauses,
    )


def for_each(duty: Duty) -> str:
    """What a duty is due for: each record of an entity, or the scorecards that it opens."""
    schema = visit.rulebook().schema
    if duty.open:
        return say(", ").join(text(schema.scorecards[card].label) for card in duty.open)
    return text(schema.entities[duty.each].label) if duty.each else ""


def faults(found: Iterable[Failure]) -> Iterator[Fault]:
    """What failed, each record by its title where whoever asks may see it."""
    known = {due.key: due for due in declared(visit.rulebook().schema)}
    for failure in islice(found, MOST):
        due = known[failure.key]
        title, href = whom(failure.of or due.duty.each, failure.source)
        if failure.of and href:
            # Of somebody with several sheets it tells which days could not be had.
            title = failure.title
        label = text(due.duty.label)
        yield Fault(text(due.entity.label), label, failure.day, title, href, failure.why)


def whom(entity: str, source: int) -> tuple[str, str]:
    """What a record for which something is due is called, and where it opens."""
    if not entity or source <= 0:
        return "", ""
    try:
        title = visit.gate().get(entity, source).title
    except (NotFound, Forbidden):
        return say("a record that you may not see"), ""
    return title, url_for("entity.record", entity=entity, id=source)
