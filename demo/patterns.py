"""A text that fits a pattern, for fields whose rulebook gives no other hint."""

from __future__ import annotations

import re
from random import Random
from string import ascii_letters, digits

_PIECE = re.compile(r"(\[[^\]^][^\]]*\]|\\.|[^\\\[\](){}|^$?*+])(?:\{(\d+)[^}]*\}|([?*]))?\+?")
_CLASSES = {r"\d": digits, r"\w": ascii_letters + digits, r"\s": " ", ".": ascii_letters}


def text_of(pattern: str, random: Random) -> str:
    """A text that fits a simple pattern (letters, classes, repeats), else nothing.

    >>> text_of("[A-C]x{2}[0-9]?", Random(1))
    'Axx'
    """
    made = "".join(_repeated(piece, random) for piece in _PIECE.finditer(pattern))
    return made if re.fullmatch(pattern, made) else ""


def _repeated(piece: re.Match[str], random: Random) -> str:
    count = 0 if piece[3] else int(piece[2] or 1)
    letters = _letters(piece[1])
    return "".join(random.choice(letters) for _ in range(count))


def _letters(piece: str) -> str:
    """What one place of the pattern may hold."""
    if not piece.startswith("["):
        return _CLASSES.get(piece, piece[-1])
    inside = re.sub(r"\\[dws]", lambda found: _CLASSES[found[0]], piece[1:-1])
    return re.sub(
        r"(.)-(.)", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), inside
    )
