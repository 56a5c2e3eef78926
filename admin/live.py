"""The rulebook in force: swapped whole, while requests in flight finish on the old one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from admin.entity_view import views_of
from admin.visit import Edition
from records.rulebook import Rulebook

log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
"""How often another process's change is looked for."""


class Live:
    """The current edition, and how to follow a change that another process applied.

    `stamp()` is something cheap that changes when a new rulebook was applied, `rebuild()`
    answers that rulebook. Without them only `swap` changes the edition.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        stamp: Callable[[], Any] | None = None,
        rebuild: Callable[[], Rulebook] | None = None,
    ) -> None:
        self._stamp, self._rebuild = stamp, rebuild
        self._seen = stamp() if stamp else None
        self._checked = time.monotonic()
        self._building = Lock()
        self._edition = edition_of(rulebook)

    def current(self) -> Edition:
        """The edition that a request begins with."""
        return self._edition

    def swap(self, rulebook: Rulebook) -> None:
        """Build the views of a rulebook aside, then put it in force at once."""
        with self._building:
            self._edition = edition_of(rulebook)

    def follow(self) -> None:
        """Take over a rulebook that another process applied; ask rarely."""
        moment = time.monotonic()
        if self._stamp is None or self._rebuild is None or moment - self._checked < CHECK_SECONDS:
            return
        self._checked = moment
        stamp = self._stamp()
        if stamp != self._seen and self._building.acquire(blocking=False):
            try:
                self._edition = edition_of(self._rebuild())
                self._seen = stamp
            except Exception:
                # Whatever is wrong with the new one, the old one still serves.
                log.exception("The rulebook that was applied could not be taken over")
            finally:
                self._building.release()


def edition_of(rulebook: Rulebook) -> Edition:
    """A rulebook with the views of its entities."""
    return Edition(rulebook, views_of(rulebook))
