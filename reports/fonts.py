"""Chinese faces for paper: built once into a folder, registered once per process.

The font packages hold PostScript outlines in one weight, which ReportLab cannot embed.
Chinese practice sets emphasis in Song text as Hei, so three files serve two families
(text and headings) in two weights. Traditional faces are built when first asked for.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pylopdf_fonts_zh_cn as simplified
import pylopdf_fonts_zh_tw as traditional
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import default

from reports.bold import ACROSS, GROWTH, MITRE
from reports.casting import Progress, cast, pattern
from reports.outlines import TOLERANCE

REVISION = 1
"""To be raised when the recipe changes: it is part of the cache folder's name."""

STALE = 60.0
"""Seconds after which a build that shows no progress is taken for dead."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The two font families of a locale, as style sheets name them.

    `text` is for running text (Song), `head` for headings, labels and figures (Hei);
    the sources of each are font files, of which later ones fill the gaps of earlier ones.
    """

    text: str
    head: str
    text_sources: tuple[Path, ...]
    head_sources: tuple[Path, ...]

    @property
    def bold(self) -> str:
        """The name that emphasis of either family is registered under."""
        return f"{self.head}_bold"

    def files(self, folder: Path) -> Mapping[str, Path]:
        """The file of each face by its name: text, head and bold in turn."""
        return {name: folder / f"{name}.ttf" for name in (self.text, self.head, self.bold)}

    @property
    def stamp(self) -> str:
        """A short name that changes whenever the files would."""
        recipe = (REVISION, TOLERANCE, GROWTH, ACROSS, MITRE, self.text, self.head)
        sizes = [file.stat().st_size for file in (*self.text_sources, *self.head_sources)]
        return hashlib.sha256(repr((recipe, sizes)).encode()).hexdigest()[:12]


SIMPLIFIED = Faces("song", "hei", (simplified.serif_path(),), (simplified.sans_path(),))
TRADITIONAL = Faces(
    "song_tw",
    "hei_tw",
    (traditional.serif_path(), simplified.serif_path()),
    (traditional.sans_path(), simplified.sans_path()),
)
BY_LOCALE: Mapping[str, Faces] = {"zh_TW": TRADITIONAL}

_registering = threading.Lock()


def faces_of(locale: str) -> Faces:
    """The faces that documents in a locale are set in."""
    return BY_LOCALE.get(locale, SIMPLIFIED)


def prepare(folder: Path, progress: Progress | None = None, locale: str = "zh_CN") -> Faces:
    """Make a locale's faces ready to print with: build what is missing, register the rest.

    Takes some twenty seconds on two cores the first time, then a fraction of one.
    """
    faces = faces_of(locale)
    with _registering:
        if faces.text not in default.DEFAULT_FONT:
            _register(faces, built(Path(folder), faces, progress))
    return faces


def built(folder: Path, faces: Faces, progress: Progress | None = None) -> Path:
    """The folder with a locale's font files, built unless it is there.

    Of several processes one builds and the others wait for it.
    """
    target = folder / faces.stamp
    folder.mkdir(parents=True, exist_ok=True)
    claim = folder / f"{faces.stamp}.building"
    while not target.is_dir():
        if not _claimed(claim):
            time.sleep(0.2)
            continue
        try:
            if not target.is_dir():
                _build(faces, target, claim, progress or (lambda done, total: None))
        finally:
            claim.unlink(missing_ok=True)
    return target


def _claimed(claim: Path) -> bool:
    """Whether this process may build; a claim that nobody has touched for long is void."""
    try:
        claim.touch(exist_ok=False)
    except FileExistsError:
        with suppress(FileNotFoundError):
            if time.time() - claim.stat().st_mtime > STALE:
                claim.unlink()
        return False
    return True


def _build(faces: Faces, target: Path, claim: Path, progress: Progress) -> None:
    """Build all files aside, then put the whole folder in its place at once."""
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()

    def told(done: int, total: int) -> None:
        claim.touch()
        progress(done, total)

    try:
        text, head = pattern(faces.text_sources), pattern(faces.head_sources)
        cast(text, head, faces.files(aside), told)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _register(faces: Faces, folder: Path) -> None:
    """Tell ReportLab and xhtml2pdf the faces; emphasis in either family is bold Hei."""
    for name, file in faces.files(folder).items():
        pdfmetrics.registerFont(TTFont(name, str(file)))
    for family in (faces.text, faces.head):
        for italic in (0, 1):
            addMapping(family, 0, italic, family)
            addMapping(family, 1, italic, faces.bold)
        default.DEFAULT_FONT[family] = family
