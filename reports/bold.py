"""A bold face grown out of a regular one: the font packages have no bold."""

from __future__ import annotations

import numpy as np

from reports.outlines import Floats, Numbers, Outlines

GROWTH = 0.040
"""How much a stem grows, in em."""

ACROSS = 0.62
"""Horizontal strokes of Chinese are crowded: they grow by this share of the stems."""

MITRE = 0.8
"""The least squared length of a bisector: it limits how far a sharp corner runs out."""


def emboldened(regular: Outlines, units: int) -> Outlines:
    """Every point moved outwards along the bisector of its two edges.

    Contours run clockwise round ink, so the left-hand normal points away from it on
    outer and inner contours alike.
    """
    before, after = _neighbours(regular.contours)
    points = regular.points
    into, out = points - points[before], points[after] - points
    into, out = _unit(into, out), _unit(out, into)
    bisector = _normal(into) + _normal(out)
    stretch = 2.0 / np.maximum((bisector**2).sum(1), MITRE)
    shift = bisector * stretch[:, None] * (GROWTH * units / 2)
    shift[:, 1] *= ACROSS
    return regular.moved(points + shift)


def _neighbours(counts: Numbers) -> tuple[Numbers, Numbers]:
    """The places of the points before and after each point on its contour."""
    start = np.repeat(np.cumsum(counts) - counts, counts)
    length = np.repeat(counts, counts)
    place = np.arange(len(start)) - start
    return start + (place - 1) % length, start + (place + 1) % length


def _unit(edges: Floats, instead: Floats) -> Floats:
    """Edges as directions; one without length takes the direction of its neighbour."""
    chosen = np.where((edges != 0).any(1)[:, None], edges, instead)
    lengths = np.maximum(np.hypot(*chosen.T), 1e-6)
    return np.asarray(chosen / lengths[:, None], dtype=np.float64)


def _normal(directions: Floats) -> Floats:
    return np.stack([-directions[:, 1], directions[:, 0]], axis=1)
