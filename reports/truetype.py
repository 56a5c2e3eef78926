"""Outlines to a TrueType file, its glyph table written as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from numpy.typing import NDArray

from reports.outlines import Numbers, Outlines

ON_CURVE, X_SHORT, Y_SHORT, X_SAME, Y_SAME = 1, 2, 4, 16, 32
DROPPED = ("CFF ", "VORG", "GPOS", "GSUB", "GDEF", "BASE", "DSIG", "vhea", "vmtx", "STAT")
UNUSED_LIMITS = (
    "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
    "SizeOfInstructions", "ComponentElements", "CompositePoints", "CompositeContours",
    "ComponentDepth",
)  # fmt: skip
Bytes = NDArray[np.uint8]


def write(
    outlines: Outlines,
    model: Path,
    names: Sequence[str],
    characters: Mapping[int, str],
    called: str,
    target: Path,
) -> None:
    """Write a face that has the outlines given and the measures of a model font.

    `called` is its name: the licence reserves the model's own.
    """
    with TTFont(model, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        _bare(font, names)
        extent = _fill(font, outlines, names)
        _measure(font, outlines, extent)
        _encode(font, characters)
        _name(font, called)
        font.save(target)


def _bare(font: TTFont, names: Sequence[str]) -> None:
    """Take away what belongs to PostScript outlines and to typesetting rules."""
    font["head"], font["hhea"], font["OS/2"], font["post"]  # read before the order changes
    for tag in DROPPED:
        if tag in font:
            del font[tag]
    font.setGlyphOrder(list(names))
    font.sfntVersion = "\0\1\0\0"
    post = font["post"]
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}


def _fill(font: TTFont, outlines: Outlines, names: Sequence[str]) -> Numbers:
    """Put the glyph table in, and each glyph's width; returns each glyph's extent."""
    data, places, extent = _glyphs(outlines)
    font["glyf"] = DefaultTable("glyf")
    font["glyf"].data = data
    font["loca"] = newTable("loca")
    font["loca"].set(places)
    widths = newTable("hmtx")
    rows = zip(outlines.advances.tolist(), extent[:, 0].tolist(), strict=True)
    widths.metrics = dict(zip(names, rows, strict=True))
    font["hmtx"] = widths
    return extent


def _glyphs(outlines: Outlines) -> tuple[bytes, list[int], Numbers]:
    """The glyph table's bytes, where each glyph begins, and each glyph's extent."""
    points = np.rint(outlines.points).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(outlines.contours)])
    contours = np.concatenate([[0], np.cumsum(outlines.glyphs)])
    bounds = ends[contours]
    flags, across, along = _deltas(points, outlines.on_curve, bounds[:-1])
    extent = _extents(points, bounds)
    pieces, places = [], [0]
    for n, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        piece = b""
        if high > low:
            own = ends[contours[n] + 1 : contours[n + 1] + 1] - low - 1
            head = np.concatenate([[len(own)], extent[n], own, [0]]).astype(">i2").tobytes()
            piece = head + flags[low:high] + across[0][across[1][low] : across[1][high]]
            piece += along[0][along[1][low] : along[1][high]]
            piece += b"\0" * (-len(piece) % 4)
        pieces.append(piece)
        places.append(places[-1] + len(piece))
    return b"".join(pieces), places, extent


Stream = tuple[bytes, Numbers]
"""Coordinates as bytes, and where each point's begin."""


def _deltas(
    points: Numbers, on_curve: NDArray[np.bool_], first: Numbers
) -> tuple[bytes, Stream, Stream]:
    """Flags and coordinates as TrueType packs them, relative to the point before."""
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    begins = first[first < len(points)]
    steps[begins] = points[begins]
    flags = on_curve.astype(np.uint8) * ON_CURVE
    streams = []
    for axis, short, same in ((0, X_SHORT, X_SAME), (1, Y_SHORT, Y_SAME)):
        step = steps[:, axis]
        small = (np.abs(step) < 256) & (step != 0)
        flags |= np.where(small, short, 0).astype(np.uint8)
        flags |= np.where((small & (step > 0)) | (step == 0), same, 0).astype(np.uint8)
        streams.append(_packed(step, small))
    return flags.tobytes(), streams[0], streams[1]


def _packed(step: Numbers, small: NDArray[np.bool_]) -> Stream:
    """No byte for no step, one for a small one, two for others."""
    size = np.where(step == 0, 0, np.where(small, 1, 2))
    begin = np.concatenate([[0], np.cumsum(size)])
    packed: Bytes = np.zeros(begin[-1], dtype=np.uint8)
    packed[begin[:-1][small]] = np.abs(step[small])
    wide = size == 2
    packed[begin[:-1][wide]] = step[wide] >> 8 & 255
    packed[begin[:-1][wide] + 1] = step[wide] & 255
    return packed.tobytes(), begin


def _extents(points: Numbers, bounds: Numbers) -> Numbers:
    """Left, bottom, right and top of each glyph; zeros for one without ink."""
    extents = np.zeros((len(bounds) - 1, 4), dtype=np.int64)
    inked = np.flatnonzero(np.diff(bounds))
    if len(inked):
        extents[inked, :2] = np.minimum.reduceat(points, bounds[inked])
        extents[inked, 2:] = np.maximum.reduceat(points, bounds[inked])
    return extents


def _measure(font: TTFont, outlines: Outlines, extent: Numbers) -> None:
    """Set the figures that readers check before they draw a glyph."""
    head, line, limits = font["head"], font["hhea"], font["maxp"]
    head.xMin, head.yMin = (int(v) for v in extent[:, :2].min(0))
    head.xMax, head.yMax = (int(v) for v in extent[:, 2:].max(0))
    head.flags, head.glyphDataFormat = 0b11, 0
    line.advanceWidthMax = int(outlines.advances.max())
    line.minLeftSideBearing, line.xMaxExtent = head.xMin, head.xMax
    line.minRightSideBearing = int((outlines.advances - extent[:, 2]).min())
    limits.tableVersion, limits.numGlyphs, limits.maxZones = 0x00010000, len(extent), 1
    for name in UNUSED_LIMITS:
        setattr(limits, f"max{name}", 0)
    limits.maxPoints, limits.maxContours = _largest(outlines)


def _largest(outlines: Outlines) -> tuple[int, int]:
    """Most points and most contours that any glyph has."""
    ends = np.concatenate([[0], np.cumsum(outlines.contours)])
    bounds = ends[np.concatenate([[0], np.cumsum(outlines.glyphs)])]
    return int(np.diff(bounds).max()), int(outlines.glyphs.max())


def _encode(font: TTFont, characters: Mapping[int, str]) -> None:
    """Say which character is which glyph, once in the old form and once in the full one."""
    basic = {code: name for code, name in characters.items() if code < 0x10000}
    tables: list[Any] = []
    for form, encoding, chosen in ((4, 1, basic), (12, 10, dict(characters))):
        table = CmapSubtable.newSubtable(form)
        table.platformID, table.platEncID, table.language, table.cmap = 3, encoding, 0, chosen
        tables.append(table)
    font["cmap"].tables = tables


def _name(font: TTFont, called: str) -> None:
    """Give a modified font a name of its own, and keep its copyright and licence."""
    table = font["name"]
    texts = {1: called, 2: "Regular", 4: called, 6: called}
    table.names = [record for record in table.names if record.nameID in {0, 13, 14}]
    for number, text in texts.items():
        table.setName(text, number, 3, 1, 0x409)
