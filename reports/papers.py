"""The papers of frozen sheets: set once, kept as files, handed out again byte for byte."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from kpi.snapshots import Snapshot
from language import say
from records.actor import Actor
from records.refusals import Forbidden
from records.rulebook import Rulebook
from reports.ledger import hashes

FOLDER = "papers"


@dataclass(frozen=True, slots=True)
class Papers:
    """The folder of kept papers, beside the records' files and saved with them.

    A paper's name says of which snapshot, report and language it is and for which reader:
    nobody is handed what was set for somebody who may see more. Its last part is the
    SHA-256 of its bytes, so that a paper that was exchanged is not handed out either.
    """

    rulebook: Rulebook

    def kept(
        self, snapshot: Snapshot | None, report: str, reader: Actor, locale: str
    ) -> bytes | None:
        """The paper as it was set first; Forbidden in words when its bytes are others now."""
        file = self._file(_stem(snapshot, report, reader, locale)) if snapshot else None
        if file is None:
            return None
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != _hash_of(file):
            raise Forbidden(
                say("The kept paper {file} is not the one that was printed.", file=file.name)
            )
        return content

    def keep(self, snapshot: Snapshot, report: str, reader: Actor, locale: str, pdf: bytes) -> None:
        """Keep a paper under its hash; it is there whole or not at all."""
        folder = self._folder()
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(pdf).hexdigest()
        file = folder / f"{_stem(snapshot, report, reader, locale)}.{digest}.pdf"
        scratch = file.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(pdf)
        scratch.replace(file)

    def exchanged(self) -> tuple[str, ...]:
        """The names of kept papers whose bytes are not those that were printed.

        Whoever gives a forged paper the name of its own hash has no print of that hash.
        """
        files = sorted(self._folder().glob("*.pdf")) if self._folder().is_dir() else []
        printed = hashes(self.rulebook) if files else ()
        return tuple(
            f.name for f in files if _digest(f) != _hash_of(f) or _hash_of(f) not in printed
        )

    def _file(self, stem: str) -> Path | None:
        found = sorted(self._folder().glob(f"{stem}.*.pdf"))
        return found[0] if found else None

    def _folder(self) -> Path:
        return self.rulebook.files_folder / FOLDER


def _stem(snapshot: Snapshot, report: str, reader: Actor, locale: str) -> str:
    sees = "|".join((str(reader.person), str(reader.system), *sorted(reader.roles)))
    return f"{snapshot.sha256}.{report}.{locale}.{hashlib.sha256(sees.encode()).hexdigest()[:12]}"


def _hash_of(file: Path) -> str:
    return file.name.split(".")[-2]


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
