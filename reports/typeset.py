"""HTML to PDF: the same HTML always gives the same bytes, and nothing is fetched."""

from __future__ import annotations

import io
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from reportlab import rl_config
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessPolicy

from language import say
from reports.paragraphs import install

SHUT = ResourceAccessPolicy.server(
    None, allow_remote=False, max_render_seconds=600.0, max_document_bytes=50_000_000
)
"""What a document may read: what it carries itself (`data:`), no file, no network."""

IDEOGRAPHIC_SPACE = "\u3000"
UNBREAKABLE = "\u00a0" * 4
"""As wide as an ideographic space, which xhtml2pdf would take for a blank and collapse."""

_printing = threading.RLock()


class Unprintable(ValueError):
    """A document that cannot be set; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: title, author, subject and when it was made."""

    title: str = ""
    author: str = ""
    subject: str = ""
    made: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def meta(self) -> dict[str, str]:
        """The texts that are there, as xhtml2pdf takes them."""
        texts = {"title": self.title, "author": self.author, "subject": self.subject}
        return {name: text for name, text in texts.items() if text}


def typeset(html: str, imprint: Imprint) -> bytes:
    """Set HTML as a PDF file.

    The date in the file is the imprint's, never the clock's: equal input, equal bytes.
    """
    install()
    rl_config.invariant = 1
    text = html.replace(IDEOGRAPHIC_SPACE, UNBREAKABLE)
    out = io.BytesIO()
    with _printing, _dated(imprint.made):
        try:
            status = pisa.CreatePDF(
                text,
                dest=out,
                encoding="utf-8",
                context_meta=imprint.meta() or None,
                resource_policy=SHUT,
            )
        except RenderLimitError as fault:
            raise Unprintable(_too_much()) from fault
    if status.err:
        raise Unprintable(_too_much())
    return out.getvalue()


def _too_much() -> str:
    return say("The document could not be set. Print fewer rows at a time, or shorten the text.")


@contextmanager
def _dated(made: datetime) -> Iterator[None]:
    """Let ReportLab date files with a moment; it reads it from the environment."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(made.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


logging.getLogger("xhtml2pdf").addHandler(logging.NullHandler())
