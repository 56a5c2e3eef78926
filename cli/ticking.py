"""The server's own clock: runs the duties at its start, after midnight, and after an apply."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from threading import Event, Thread
from typing import Any

import language
from language import say
from models.database import connected
from records.duties import declared
from records.duty_runs import run
from records.rulebook import Rulebook

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often the clock is looked at."""

AN_HOUR = timedelta(hours=1)
"""How long after a run that broke off the next one is tried."""

AFTER_MIDNIGHT = time(0, 5)
"""When a day's duties are run, so that no clock of the company is still on the day before."""


class Ticker:
    """Looks at the company's clock; of several processes only one runs a new day's duties."""

    def __init__(self) -> None:
        self._rulebook: Rulebook | None = None
        self._day: date | None = None
        self._again: datetime | None = None

    def look(self, rulebook: Rulebook) -> bool:
        """Run the duties if it is time, and say whether they were run.

        They are at the start, for a rulebook that was applied meanwhile, on a new day, and
        an hour after a run that broke off.
        """
        now = rulebook.clock()
        due = self._is_time(rulebook, now)
        if due and any(True for _ in declared(rulebook.schema)):
            self._again = now + AN_HOUR
            run(rulebook, who=say("the server"))
            self._again = None
        return due

    def _is_time(self, rulebook: Rulebook, now: datetime) -> bool:
        if rulebook is self._rulebook and self._again is not None:
            return now >= self._again
        started = rulebook is not self._rulebook
        if not started and (now.date() == self._day or now.time() < AFTER_MIDNIGHT):
            return False
        self._rulebook, self._day = rulebook, now.date()
        return started or claimed(rulebook, now.date())


def claimed(rulebook: Rulebook, day: date) -> bool:
    """Whether this process is the first that wants to run a day's duties."""
    table: Any = rulebook.tables.platform["Sequence"]
    mine = table.insert(key="duties.day", period=day.isoformat(), last=0).on_conflict_ignore()
    before = table.select().where(table.key == "duties.day", table.period == day.isoformat())
    with rulebook.tables.database.atomic():
        if before.exists():
            return False
        return bool(mine.as_rowcount().execute())


def keep_looking(live: Any, stop: Event) -> Thread:
    """Look at the clock in a thread of its own until `stop` is set."""
    thread = Thread(target=_looking, args=(live, stop), name="duties", daemon=True)
    thread.start()
    return thread


def _looking(live: Any, stop: Event) -> None:
    ticker = Ticker()
    while not stop.is_set():
        try:
            with connected(live.current().rulebook.tables.database):
                live.follow()
                rulebook = live.current().rulebook
                language.use(rulebook.schema.locales[0])
                ticker.look(rulebook)
        except Exception:
            log.exception("The duties could not be run")
        stop.wait(LOOK_SECONDS)
