"""Which kinds of files are taken, known by their ending and by their first bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its media type and how its bytes begin; none means plain text."""

    mime: str
    begins: tuple[bytes, ...] = ()
    at: int = 0


ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OFFICE = "application/vnd.openxmlformats-officedocument."
OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)

TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        "pdf": FileType("application/pdf", (b"%PDF-",)),
        "png": FileType("image/png", (b"\x89PNG\r\n\x1a\n",)),
        "jpg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
        "jpeg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
        "gif": FileType("image/gif", (b"GIF87a", b"GIF89a")),
        "webp": FileType("image/webp", (b"WEBP",), 8),
        "bmp": FileType("image/bmp", (b"BM",)),
        "tif": FileType("image/tiff", (b"II*\x00", b"MM\x00*")),
        "tiff": FileType("image/tiff", (b"II*\x00", b"MM\x00*")),
        "docx": FileType(OFFICE + "wordprocessingml.document", ZIP),
        "xlsx": FileType(OFFICE + "spreadsheetml.sheet", ZIP),
        "pptx": FileType(OFFICE + "presentationml.presentation", ZIP),
        "doc": FileType("application/msword", OLE),
        "xls": FileType("application/vnd.ms-excel", OLE),
        "ppt": FileType("application/vnd.ms-powerpoint", OLE),
        "wps": FileType("application/vnd.ms-works", OLE),
        "et": FileType("application/vnd.ms-excel", OLE),
        "odt": FileType("application/vnd.oasis.opendocument.text", ZIP),
        "ods": FileType("application/vnd.oasis.opendocument.spreadsheet", ZIP),
        "ofd": FileType("application/ofd", ZIP),
        "dwg": FileType("image/vnd.dwg", (b"AC10",)),
        "zip": FileType("application/zip", ZIP),
        "rar": FileType("application/vnd.rar", (b"Rar!\x1a\x07",)),
        "7z": FileType("application/x-7z-compressed", (b"7z\xbc\xaf\x27\x1c",)),
        "mp3": FileType("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
        "mp4": FileType("video/mp4", (b"ftyp",), 4),
        "txt": FileType("text/plain"),
        "csv": FileType("text/csv"),
        "md": FileType("text/plain"),
        "eml": FileType("message/rfc822"),
    }
)
"""Ending to kind; what a browser would run (html, svg, scripts) is not among them."""

LOOKED_AT = 4096


def type_of(path: Path, name: str) -> str | None:
    """The media type of a file whose bytes are what its name says; or None."""
    declared = TYPES.get(name.rpartition(".")[2].lower())
    with path.open("rb") as stream:
        head = stream.read(LOOKED_AT)
    if declared is None:
        return None
    fits = (
        _is_text(head) if not declared.begins else head[declared.at :].startswith(declared.begins)
    )
    return declared.mime if fits else None


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not head.startswith((b"MZ", b"\x7fELF", b"#!"))


def allowed_types() -> str:
    """Every ending that is taken, in words."""
    return ", ".join(TYPES)
