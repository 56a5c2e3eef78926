"""What a document template is given: the facts of the paper, the company, the record."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kpi.snapshots import Snapshot
from language import current, say
from reports import pictures
from reports.page import Page
from schema.objects import Company

CODE = "\ue000code\ue001"
QR = "\ue000qr\ue001"
"""Places for what is known only when the template has run: the hash of what it read."""


@dataclass(frozen=True, slots=True)
class Document:
    """The facts of a piece of paper, under the name `document` in a template.

    `version` is the record's, 0 when there is none; on what is `frozen` the check code names
    the snapshot's instead. `watermark` is "" on what is final.
    """

    name: str
    number: str
    printed_at: str
    printed_by: str
    page: Page = Page.of("A4")
    draft: bool = False
    version: int = 0
    frozen: bool = False
    watermark: str = ""
    seal: str = ""

    @property
    def landscape(self) -> bool:
        """Whether the page lies on its long side."""
        return self.page.landscape

    @property
    def code(self) -> str:
        """Where the check code goes."""
        return CODE

    @property
    def qr(self) -> str:
        """Where the QR code goes."""
        return QR


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The company under its own names, `company.bank`; what is not given is None."""

    _company: Company
    _folder: str = ""

    @property
    def name(self) -> str:
        """The company's name in the current language."""
        return self._company.name.text(current())

    @property
    def logo(self) -> str | None:
        """The logo as data, when its file lies in the rulebook's folder."""
        return embedded(self._folder, self._company.logo)

    def __getattr__(self, key: str) -> Any:
        """Any other text of the company."""
        if key.startswith("_"):
            raise AttributeError(key)
        return self._company.extra.get(key) or getattr(self._company, key, None)

    def __dir__(self) -> Iterator[str]:
        """The names that have a text."""
        return iter(("name", "address", "phone", "website", "logo", *self._company.extra))


def embedded(folder: str, name: str) -> str | None:
    """A picture of the rulebook's folder as data; None when there is none."""
    file = (Path(folder) / name).resolve()
    if not name or not file.is_file() or not file.is_relative_to(Path(folder).resolve()):
        return None
    kind = mimetypes.guess_type(file.name)[0] or "image/png"
    return pictures.uri(file.read_bytes(), kind)


def canonical(snapshot: Mapping[str, Any]) -> str:
    """A snapshot as text that is the same wherever it is written."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def short_code(full: str) -> str:
    """The part of a hash that people compare by eye.

    >>> short_code("778a31b1ffff")
    '778A-31B1'
    """
    return f"{full[:4]}-{full[4:8]}".upper()


def sealed(html: str, document: Document, full: str, snapshot: Snapshot | None = None) -> str:
    """The document with its check code and its QR code in their places.

    What is frozen shows the snapshot's version and hash; its QR code opens the page that
    verifies it, below the address in RULEBOOK_URL where that is set.
    """
    if snapshot is None:
        text = f"RB|{document.number}|{document.version or ''}|{full[:16]}"
        return html.replace(CODE, short_code(full)).replace(QR, pictures.qr(text))
    code = say("{code} v{version}", code=snapshot.code, version=snapshot.version)
    address = f"{os.environ.get('RULEBOOK_URL', '').rstrip('/')}/verify/{snapshot.code}"
    return html.replace(CODE, code).replace(QR, pictures.qr(address))


def stamp(moment: datetime) -> str:
    """A moment as paper shows it."""
    return f"{moment:%Y-%m-%d %H:%M}"


def file_name(document: Document) -> str:
    """What the file is called when it is kept: number and name, safe on any system."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", f"{document.number}_{document.name}".strip("_")) + ".pdf"
