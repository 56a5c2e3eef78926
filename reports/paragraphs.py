"""Corrections to the paragraphs and tables of xhtml2pdf that Chinese paper needs.

xhtml2pdf 0.2.28 breaks Chinese lines anywhere, stretches only blanks to justify, and
joins the lines of a paragraph that a page end cuts with blanks. `install` replaces
those routines; markup without `-pdf-word-wrap: CJK` is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import xhtml2pdf.reportlab_paragraph as paragraphs
from reportlab.platypus.doctemplate import CondPageBreak
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.tables import pisaTagTD, pisaTagTR
from xhtml2pdf.tags import pisaTagDIV
from xhtml2pdf.util import getSize

from reports.breaking import Cut, cuts, without_blanks

JUSTIFIED = 4
LOOSEST = 0.35
"""A line that needs more space than this between signs, in em, is left ragged."""

TIGHTEST = 0.05
"""A tail of a sign or two is drawn into the line above if that needs no more, in em."""

_stock_justify = paragraphs._justifyDrawParaLineX
_stock_join = paragraphs._split_blParaHard
_stock_row = pisaTagTR.start
_stock_cell_end = pisaTagTD.end
_stock_division = pisaTagDIV.start


@cache
def install() -> None:
    """Put the corrections in their places; once in a process."""
    paragraphs.cjkFragSplit = broken
    paragraphs._justifyDrawParaLineX = justified
    paragraphs._split_blParaHard = rejoined
    pisaTagTR.start = begin_row
    pisaTagTD.end = end_cell
    pisaTagDIV.start = begin_division


def broken(
    frags: Sequence[Any], widths: Sequence[float], bounds: bool, encoding: str = "utf8"
) -> Any:
    """The lines of a paragraph, broken by the rules of `breaking`."""
    glyphs = _glyphs(frags, encoding)

    def room(line: int) -> float:
        return widths[min(line, len(widths) - 1)]

    found = cuts(glyphs, room)
    lines = [_line(glyphs, cut, room(n), bounds) for n, cut in enumerate(found)]
    if getattr(frags[0], "alignment", 0) == JUSTIFIED:
        _draw_in_tail(glyphs, found, lines, room, bounds)
    return paragraphs.ParaLines(kind=1, lines=lines)


def _glyphs(frags: Sequence[Any], encoding: str) -> list[Any]:
    """Every sign with its width, letter spacing included; a box has no sign."""
    glyphs = []
    for frag in frags:
        text = frag.text.decode(encoding) if isinstance(frag.text, bytes) else str(frag.text)
        own = [paragraphs.cjkU(sign, frag, encoding) for sign in text or ("",)]
        spacing = _letter_spacing(frag) if text else 0.0
        for glyph in own:
            glyph._width += spacing
        glyphs += own
    return glyphs


def _letter_spacing(frag: Any) -> float:
    value = getattr(frag, "letterSpacing", "normal")
    if value in ("normal", None, ""):
        return 0.0
    return float(getSize("".join(value), frag.fontSize))


def _line(glyphs: Sequence[Any], cut: Cut, room: float, bounds: bool) -> Any:
    """A line as xhtml2pdf draws it, with what the other corrections ask of it."""
    end = without_blanks(glyphs, cut)
    seen = glyphs[cut.start : end]
    width = sum(glyph.width for glyph in seen)
    shown = glyphs[cut.start : cut.end] if end == cut.start else seen
    line = paragraphs.makeCJKParaLine(shown, room - width, bounds)
    line.sign_count = sum(1 for glyph in seen if str(glyph))
    line.blank_follows = end < cut.end
    line.text_only = not any(hasattr(glyph.frag, "cbDefn") and glyph.width for glyph in seen)
    if cut.hard:
        line.lineBreak = True
    return line


def _draw_in_tail(
    glyphs: Sequence[Any], found: Sequence[Cut], lines: list[Any], room: Any, bounds: bool
) -> None:
    """Draw a last line of one or two signs into the line above it."""
    if len(lines) < 2:
        return
    above, tail = lines[-2:]
    if tail.sign_count > 2 or found[-2].hard or not (above.text_only and tail.text_only):
        return
    whole = _line(glyphs, Cut(found[-2].start, found[-1].end), room(len(lines) - 2), bounds)
    if 0 < -whole.extraSpace <= TIGHTEST * above.fontSize * above.sign_count:
        lines[-2:] = [whole]


def justified(tx: Any, offset: float, line: Any, last: int = 0) -> None:
    """Draw a line with its spare room spread between all signs."""
    count = getattr(line, "sign_count", None)
    if count is None:
        _stock_justify(tx, offset, line, last)
        return
    ends = last or getattr(line, "lineBreak", False)
    spaced = tx.XtraState.style.letterSpacing != "normal"
    step = line.extraSpace / (count - 1) if count > 1 else 0.0
    ragged = not line.text_only or (ends and step >= 0) or spaced or step > LOOSEST * line.fontSize
    tx.setCharSpace(0 if ragged else step)
    paragraphs._leftDrawParaLineX(tx, offset, line, last)
    tx.setCharSpace(0)


def rejoined(para_lines: Any, start: int, stop: int) -> list[Any]:
    """The text of some lines of a cut paragraph; blanks only where there were blanks."""
    lines = para_lines.lines[start:stop]
    if not all(hasattr(line, "blank_follows") for line in lines):
        return list(_stock_join(para_lines, start, stop))
    frags: list[Any] = []
    for line in lines:
        frags.extend(line.words)
        ends_page = line is lines[-1]
        if line.blank_follows and not ends_page and frags and not hasattr(frags[-1], "cbDefn"):
            frags[-1] = frags[-1].clone()
            frags[-1].text += " "
    return frags


def begin_row(tag: Any, context: Any) -> None:
    """Begin a table row; `data-keep` ties it to the row above, as totals need."""
    _stock_row(tag, context)
    row = context.tableData.row
    if tag.node.getAttribute("data-keep") and row:
        context.tableData.add_style(("NOSPLIT", (0, row - 1), (-1, row)))


class Filler(Flowable):  # type: ignore[misc]
    """Room below the contents of a cell that brings them to a least height."""

    def __init__(self, above: Sequence[Any], least: float) -> None:
        super().__init__()
        self.above = tuple(above)
        self.least = least

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As much as the contents, which are wrapped before it, leave open."""
        used = sum(getattr(flowable, "height", 0) or 0 for flowable in self.above)
        return 0, max(0.0, min(self.least - used, height))

    def draw(self) -> None:
        """Nothing to see."""


def end_cell(tag: Any, context: Any) -> None:
    """End a table cell; `data-height` keeps room to write, where `height` would shrink text."""
    least = tag.node.getAttribute("data-height")
    if least:
        context.addPara()
        context.addStory(Filler(context.story, getSize(least)))
    _stock_cell_end(tag, context)


def begin_division(tag: Any, context: Any) -> None:
    """Begin a block; `data-need` turns the page unless so much room is left."""
    need = tag.node.getAttribute("data-need")
    if need:
        context.addPara()
        context.addStory(CondPageBreak(getSize(need)))
    _stock_division(tag, context)
