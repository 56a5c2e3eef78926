"""Pictures on paper as data: words turned into outlines, QR codes.

Words are drawn as outlines, because svglib registers any font that an SVG text names
anew, and every bold in the document would be lost.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import segno
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

PALE = "#ececec"
FAINT = "#c4c4c4"

SHORT_SIDE = 595
"""Points across A4, for which the size of a watermark is meant."""

SEAL = 108
"""Points across the place of a seal: 38 mm, as large as a company's seal."""


def uri(data: bytes, kind: str) -> str:
    """Bytes as an address that carries them."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


@lru_cache(maxsize=256)
def qr(text: str) -> str:
    """A QR code that a telephone reads from paper."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=0)
    return uri(out.getvalue(), "image/png")


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    box = f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return uri(f"{head}{''.join(parts)}</svg>".encode(), "image/svg+xml")


def _word(
    text: str, font: Path, size: float, middle: tuple[float, float], tilt: float, gap: float
) -> str:
    """A word's outlines as an SVG path, centred on a point and turned by an angle."""
    with TTFont(font, lazy=True) as face:
        return _drawn(face, text, size, middle, tilt, gap)


def _drawn(
    face: TTFont, text: str, size: float, middle: tuple[float, float], tilt: float, gap: float
) -> str:
    outlines, cmap = face.getGlyphSet(), face.getBestCmap()
    names = [cmap.get(ord(sign), ".notdef") for sign in text]
    scale = size / face["head"].unitsPerEm
    along = -(sum(outlines[n].width * scale for n in names) + gap * (len(names) - 1)) / 2
    cos, sin = math.cos(tilt), math.sin(tilt)
    pen = SVGPathPen(outlines, ntos=_short)
    for name in names:
        x, y = along, -size * 0.38
        at = (middle[0] + x * cos - y * sin, middle[1] - x * sin - y * cos)
        matrix = (cos * scale, -sin * scale, -sin * scale, -cos * scale, *at)
        outlines[name].draw(TransformPen(pen, matrix))
        along += outlines[name].width * scale + gap
    return str(pen.getCommands())


@lru_cache(maxsize=16)
def watermark(text: str, font: Path, width: float, height: float) -> str:
    """A word across the page, in outlines: light, sharp, below the text."""
    size = (150.0 if len(text) < 3 else 900.0 / (len(text) + 3)) * min(width, height) / SHORT_SIDE
    path = _word(text, font, size, (width / 2, height / 2), math.radians(35), size * 0.27)
    edge = f'<rect x="0" y="0" width="{width}" height="{height}" fill="none" stroke="none"/>'
    return _svg(width, height, (edge, f'<path d="{path}" fill="{PALE}"/>'))


@lru_cache(maxsize=16)
def seal_place(text: str, font: Path) -> str:
    """A dashed ring as large as a company's seal, with a word in it."""
    half = SEAL / 2
    path = _word(text, font, 9, (half, half), 0.0, 3.5)
    dashes = f'fill="none" stroke="{FAINT}" stroke-width="0.6" stroke-dasharray="3,3"'
    ring = f'<circle cx="{half}" cy="{half}" r="{half - 1}" {dashes}/>'
    return _svg(SEAL, SEAL, (ring, f'<path d="{path}" fill="{FAINT}"/>'))
