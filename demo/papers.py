"""Small real files to attach: a page, a picture."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def page(text: str) -> BytesIO:
    """A PDF of one page with a line of text."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.drawString(72, A4[1] - 72, text)
    canvas.save()
    stream.seek(0)
    return stream


def picture(text: str) -> BytesIO:
    """A small picture with a line of text."""
    image = Image.new("RGB", (480, 320), "white")
    ImageDraw.Draw(image).text((24, 24), text, fill="black")
    stream = BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream
