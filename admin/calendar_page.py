"""The working days for the administrator: a year of twelve months, each day to be switched."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_admin import expose

from admin import visit
from admin.page import ADMIN, Page
from admin.timeline import moment
from language import say
from records import workdays
from records.refusals import Refused
from records.workdays import Changed, Day
from schema.duties import WEEKDAYS

FIRST, LAST = 1900, 2999
"""Years that an address may name."""

REFUSED = 422

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a month; `kind` is its colour, `mark` its sign for those who see none."""

    number: int
    href: str
    kind: str
    mark: str
    title: str
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks, blank before the first and after the last, and its days by name."""

    label: str
    count: int
    weeks: tuple[tuple[Square | None, ...], ...]
    named: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of who changed what."""

    at: str
    who: str
    what: str
    note: str


class WorkdayCalendar(Page):
    """The pages under /calendar."""

    role = ADMIN

    def __init__(self) -> None:
        super().__init__(endpoint="workdays", url="/calendar")

    @expose("/")
    def page(self) -> Any:
        """A year, this one unless another is asked for."""
        rulebook = visit.rulebook()
        today = visit.now().date()
        year = request.args.get("year", today.year, type=int)
        if not FIRST <= year <= LAST:
            abort(404)
        days, entered = workdays.days(rulebook, year), rulebook.calendar.years
        following = entered[-1] + 1 if entered else year
        return self.render(
            "admin/calendar.html",
            year=year,
            count=sum(each.workday for each in days),
            months=months(days, today),
            weekdays=[say(name.title()) for name in WEEKDAYS],
            lines=[line(each) for each in workdays.changes(rulebook, year)],
            entered=entered,
            following="" if workdays.not_importable(rulebook, following) else following,
            not_importable="" if days else workdays.not_importable(rulebook, year),
            may_begin=not days and workdays.may_begin(rulebook, year),
            by_hand=bool(days) and not workdays.is_announced(year),
        )

    @expose("/import", methods=("POST",))
    def take(self) -> Any:
        """Enter a year, from the package or by hand."""
        year = request.form.get("year", 0, type=int)
        try:
            if request.form.get("by_hand"):
                workdays.begin_year(visit.rulebook(), visit.actor(), year)
                flash(say("Now click on each holiday and make-up workday of the notice."), "ok")
            else:
                done = workdays.import_year(visit.rulebook(), visit.actor(), year)
                flash(workdays.in_words(done), "ok")
        except Refused as refused:
            flash(str(refused), "bad")
        return redirect(url_for("workdays.page", year=year))

    @expose("/<day>", methods=("GET", "POST"))
    def day(self, day: str) -> Any:
        """What a day is, and the form that switches it."""
        found = known(day)
        if request.method == "GET":
            return self._ask(found, {})
        worked, note = request.form.get("workday") == "yes", request.form.get("note", "")
        try:
            workdays.set_day(visit.rulebook(), visit.actor(), found.day, worked, note)
        except Refused as refused:
            return self._ask(found, {p.path: p.message for p in refused.problems}), REFUSED
        flash(say("{day}: {kind}.", day=found.day, kind=state(worked)), "ok")
        url = url_for("workdays.page", year=found.day.year)
        if request.headers.get("X-Requested-With") == "dialog":
            return jsonify(go=url)
        return redirect(url)

    def _ask(self, found: Day, faults: Mapping[str, str]) -> str:
        heading = f"{found.day} {say(WEEKDAYS[found.day.weekday()].title())}"
        return str(
            self.render(
                "admin/calendar_day.html",
                found=found,
                heading=heading,
                now=described(found),
                note=request.form.get("note", ""),
                most=workdays.NOTE,
                faults=faults,
            )
        )


def known(text: str) -> Day:
    """The entered day of an address; any other is not found."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    found = [each for each in workdays.days(visit.rulebook(), day.year) if each.day == day]
    return found[0] if found else abort(404)


def state(worked: bool) -> str:
    """Whether a day is worked, in a word."""
    return say("workday") if worked else say("holiday")


def called(each: Day) -> str:
    """A day's name: a note as it was written, a holiday in the reader's language."""
    return each.name if each.edited or not each.name else say(each.name)


def described(each: Day) -> str:
    """What a day is: free or worked, its name, and whether somebody edited it."""
    edited = say("edited") if each.edited else ""
    return " · ".join(filter(None, (state(each.workday), called(each), edited)))


def months(days: Sequence[Day], today: date) -> tuple[Month, ...]:
    """The months of a year's days."""
    return tuple(
        month(list(found), today) for _, found in groupby(days, lambda each: each.day.month)
    )


def month(days: Sequence[Day], today: date) -> Month:
    """One month's squares."""
    first = days[0].day
    by_day = {each.day.day: each for each in days}
    weeks = tuple(
        tuple(square(by_day[n], today) if n in by_day else None for n in week)
        for week in Calendar().monthdayscalendar(first.year, first.month)
    )
    label = say(MONTHS[first.month - 1])
    return Month(label, sum(each.workday for each in days), weeks, tuple(named(days)))


def square(each: Day, today: date) -> Square:
    """A day's square."""
    kind = kind_of(each) + (" edited" if each.edited else "")
    mark = {"holiday": say("off"), "makeup": say("on")}.get(kind_of(each), "")
    href = url_for("workdays.day", day=each.day.isoformat())
    title = f"{each.day} {described(each)}"
    return Square(each.day.day, href, kind, mark, title, each.day == today)


def kind_of(each: Day) -> str:
    """A day's colour: an ordinary one, or other than its weekday lets one expect."""
    if each.workday:
        return "makeup" if not workdays.is_weekday(each.day) else "worked"
    return "holiday" if each.special else "weekend"


def named(days: Sequence[Day]) -> Iterator[tuple[str, str, str]]:
    """The days that have a name, those in a row together: which, colour, name."""
    runs = groupby(days, lambda each: (kind_of(each), called(each)))
    for (kind, name), found in runs:
        run = [each.day.day for each in found]
        if name:
            which = str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
            yield which, kind, name if kind == "holiday" else f"{name} · {say('workday')}"


def line(each: Changed) -> Line:
    """A change in words."""
    what = f"{each.day} {state(each.workday)}" if each.day else say("the whole year")
    return Line(moment(each.at), each.who, what, each.note)
