"""Glyph outlines as arrays: cubic PostScript curves in, TrueType quadratics out.

All glyphs of a face are handled at once, so that a Chinese font of thirty thousand
glyphs takes seconds. ReportLab embeds TrueType outlines only.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

TOLERANCE = 0.75
"""How far a quadratic may be from its cubic, in font units (1000 to the em)."""

_DEVIATION = 3**0.5 / 36
"""Greatest distance between a cubic and its quadratic, per unit of third difference."""

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Contours of several glyphs in one row: points, which lie on the curve, and counts.

    `contours` has the number of points of each contour, `glyphs` the number of contours
    of each glyph, `advances` the width of each glyph.
    """

    points: Floats
    on_curve: NDArray[np.bool_]
    contours: Numbers
    glyphs: Numbers
    advances: Numbers

    def moved(self, points: Floats) -> Outlines:
        """The same outlines with other points."""
        return Outlines(points, self.on_curve, self.contours, self.glyphs, self.advances)


def joined(parts: Sequence[Outlines]) -> Outlines:
    """Several runs of glyphs as one."""
    return Outlines(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.on_curve for part in parts]),
        np.concatenate([part.contours for part in parts]),
        np.concatenate([part.glyphs for part in parts]),
        np.concatenate([part.advances for part in parts]),
    )


@cache
def opened(path: str) -> TTFont:
    """A font file, opened once in each process."""
    return TTFont(path, lazy=True)


class _Segments:
    """A pen that notes each line and curve as eight numbers in a flat array."""

    def __init__(self) -> None:
        self.numbers = array("d")
        self.segments: list[int] = []
        self._start = self._at = (0.0, 0.0)
        self._count = 0

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        """Begin a contour."""
        self._start = self._at = point
        self._count = 0

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        """Note a line as a curve whose handles lie on its ends."""
        if point != self._at:
            self.numbers.extend((*self._at, *self._at, *point, *point))
            self._at = point
            self._count += 1

    def curveTo(  # noqa: N802
        self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]
    ) -> None:
        """Note a cubic curve."""
        self.numbers.extend((*self._at, *first, *second, *end))
        self._at = end
        self._count += 1

    def closePath(self) -> None:  # noqa: N802
        """End a contour where it began; one without extent is left out."""
        self.lineTo(self._start)
        if self._count:
            self.segments.append(self._count)
        self._count = 0

    endPath = closePath  # noqa: N815


def drawn(path: str, names: Sequence[str]) -> Outlines:
    """The named glyphs of an OpenType font with PostScript outlines, as quadratics."""
    font = opened(path)
    strings: Any = font["CFF "].cff.topDictIndex[0].CharStrings
    metrics = font["hmtx"].metrics
    pen, glyphs = _Segments(), []
    for name in names:
        before = len(pen.segments)
        strings[name].draw(pen)
        glyphs.append(len(pen.segments) - before)
    advances = np.array([metrics[name][0] for name in names], dtype=np.int64)
    cubics = np.frombuffer(pen.numbers, dtype=np.float64).reshape(-1, 4, 2)
    return _quadratics(cubics, np.array(pen.segments, dtype=np.int64), np.array(glyphs), advances)


def _quadratics(cubics: Floats, segments: Numbers, glyphs: Numbers, advances: Numbers) -> Outlines:
    """Each cubic as a run of off-curve points after its start.

    Cut into equal parts, with the handle (3(b+c)-a-d)/4 for each part, the quadratics
    join smoothly, so that the points between the handles are implied.
    """
    a, b, c, d = (cubics[:, i] for i in range(4))
    straight = (a == b).all(1) & (c == d).all(1)
    third = d - 3 * c + 3 * b - a
    parts = np.ceil(np.cbrt(np.hypot(*third.T) * _DEVIATION / TOLERANCE)).astype(np.int64)
    parts = np.where(straight, 0, np.maximum(parts, 1))
    total = parts + 1
    first = np.cumsum(total) - total
    points = np.repeat(a, total, axis=0)
    on_curve = np.zeros(len(points), dtype=bool)
    on_curve[first] = True
    owner = np.repeat(np.arange(len(cubics)), parts)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    points[~on_curve] = _handles(cubics[owner], step, parts[owner])
    counts = np.add.reduceat(total, np.cumsum(segments) - segments) if len(segments) else segments
    order = _reversed(counts)
    return Outlines(points[order], on_curve[order], counts, glyphs, advances)


def _handles(cubics: Floats, step: Numbers, parts: Numbers) -> Floats:
    """The handle of part `step` of `parts` of each cubic."""
    a, b, c, d = (cubics[:, i] for i in range(4))
    size = (1.0 / parts)[:, None]
    start = step[:, None] * size
    middle = start + size / 2
    third = d - 3 * c + 3 * b - a
    second = 3 * (c - 2 * b + a)
    # the tangents of the part's quadratic, half a part from its middle, meet here
    curve = ((third * middle + second) * middle + 3 * (b - a)) * middle + a
    bend = (6 * third * middle + 2 * second) * size**2 / 8
    return np.asarray(curve - bend, dtype=np.float64)


def _reversed(counts: Numbers) -> Numbers:
    """Turn each contour's direction: TrueType keeps the ink on the other side."""
    start = np.repeat(np.cumsum(counts) - counts, counts)
    length = np.repeat(counts, counts)
    place = np.arange(len(start)) - start
    return np.asarray(start + (length - place) % length, dtype=np.int64)
