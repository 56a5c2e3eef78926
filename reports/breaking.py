"""Where a line of Chinese may end, and how text is cut into lines.

No closing mark begins a line and no opening one ends it; words, numbers and a number
with its unit stay whole; a full stop may stand with its blank half outside the margin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

NO_START = frozenset("，。、；：？！）》〉」』】〕〗］｝”’·…—～％‰℃°々,.;:?!)]}%'\"")
NO_END = frozenset("（《〈「『【〔〖［｛“‘￥¥＄$§№第")
HALF_BLANK = frozenset("，。、；：？！）》〉」』】〕〗］｝")
"""Marks whose ink stands in the left half of their square."""

UNITS = frozenset("元万亿年月日时号条款项份天页个件吨台套箱卷米人次分级％%‰℃°")
_WORD = frozenset("-_/.@#&+:=\\'~*")
_FUZZ = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """A line: from which glyph to which, and whether the text itself ends it there."""

    start: int
    end: int
    hard: bool = False


def _wordy(sign: str) -> bool:
    return (sign.isascii() and (sign.isalnum() or sign in _WORD)) or "\u00c0" <= sign <= "\u024f"


def may_break(before: str, after: str) -> bool:
    """Whether a line may end after one sign and the next begin with the other.

    >>> may_break("同", "，"), may_break("1", "2"), may_break("同", "法")
    (False, False, True)
    """
    if not before or not after:
        return True  # an image or a box in the line
    if " " in (before, after):
        return after != " "  # blanks stay at the end of their line
    return not (
        after in NO_START
        or before in NO_END
        or before == "("
        or _one_word(before, after)
        or ((before.isdigit() or before in "%％") and after in UNITS)
    )


def _one_word(before: str, after: str) -> bool:
    """Whether two signs belong to one word or number, brackets and decimals included."""
    if _wordy(before):
        return _wordy(after) or after == "("
    return _wordy(after) and before in ",.)"


def cuts(glyphs: Sequence[Any], room: Callable[[int], float]) -> list[Cut]:
    """Glyphs cut into lines; `room` says how wide a line of a number may be.

    A glyph is a str of one sign (or none, for a box) with `width` and `frag`.
    """
    lines: list[Cut] = []
    start = 0
    while start < len(glyphs):
        if lines and not any(glyph or glyph.width for glyph in glyphs[start:]):
            break
        end, hard = _line_end(glyphs, start, room(len(lines)) + _FUZZ)
        lines.append(Cut(start, end, hard))
        start = end if hard else _after_blanks(glyphs, end)
    return lines or [Cut(0, 0)]


def _line_end(glyphs: Sequence[Any], start: int, room: float) -> tuple[int, bool]:
    """Where the line that begins at `start` ends, and whether the text says so."""
    used, best = 0.0, start
    for place in range(start, len(glyphs)):
        glyph = glyphs[place]
        if hasattr(glyph.frag, "lineBreak"):
            return place + 1, True
        if place > start and may_break(str(glyphs[place - 1]), str(glyph)):
            best = place
        used += glyph.width
        if used > room and place > start and not _overhangs(glyph, used - room):
            return (best if best > start else place), False
    return len(glyphs), False


def _overhangs(glyph: Any, excess: float) -> bool:
    """Whether a glyph may pass the margin: a blank, or only a mark's blank half."""
    if not glyph.width or glyph == " ":
        return True
    return glyph in HALF_BLANK and excess <= 0.5 * float(glyph.width)


def _after_blanks(glyphs: Sequence[Any], place: int) -> int:
    while place < len(glyphs) and glyphs[place] == " ":
        place += 1
    return place


def without_blanks(glyphs: Sequence[Any], cut: Cut) -> int:
    """Where the visible part of a line ends."""
    end = cut.end
    while end > cut.start and glyphs[end - 1] == " ":
        end -= 1
    return end
