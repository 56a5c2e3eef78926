"""Answers to "may I": a yes or a no that carries its reason."""

from __future__ import annotations

from dataclasses import dataclass

from schema.values import Span


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and thanks to which grant."""

    reason: str
    role: str = ""
    span: Span | None = None

    def __bool__(self) -> bool:
        """An allowed action is true."""
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and what is missing."""

    reason: str

    def __bool__(self) -> bool:
        """A denied action is false."""
        return False


Decision = Allowed | Denied
