"""An installation: its rulebook's folder, its database, its files, its secret."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from peewee import Database

from kpi import freezing, opening
from migrate.live import last_stamp, last_texts
from models.database import connect
from models.tables import Tables
from records import duty_watch
from records.rulebook import Rulebook
from schema.load import load, read
from schema.objects import Schema


class NotApplied(Exception):
    """Nothing was applied to this installation yet, so that there is nothing to ask."""


@dataclass(frozen=True)
class Instance:
    """Where everything of one installation is; what it needs is made on first use."""

    schema_folder: Path
    folder: Path
    database_url: str

    @classmethod
    def at(cls, schema: str | None = None, instance: str | None = None) -> Instance:
        """Take folders and database from the options, else from the environment."""
        folder = Path(instance or os.environ.get("RULEBOOK_INSTANCE") or "instance").resolve()
        schema_folder = Path(schema or os.environ.get("RULEBOOK_SCHEMA") or "schema").resolve()
        url = os.environ.get("RULEBOOK_DATABASE_URL") or f"sqlite:///{folder / 'rulebook.db'}"
        return cls(schema_folder, folder, url)

    def moved(self, **places: str) -> Instance:
        """The same with another `schema` or `instance` folder."""
        here = {"schema": str(self.schema_folder), "instance": str(self.folder)}
        return Instance.at(**{**here, **places})

    @property
    def files(self) -> Path:
        """Where attachments are kept."""
        return self._made("files")

    @property
    def fonts(self) -> Path:
        """Where the fonts for printing are kept."""
        return self._made("fonts")

    @property
    def backups(self) -> Path:
        """Where backups are kept."""
        return self._made("backups")

    @property
    def secret_key(self) -> str:
        """The key that signs sessions: made once, readable by the owner only."""
        file = self._made("") / "secret-key"
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_hex(32))
        return file.read_text().strip()

    @cached_property
    def schema(self) -> Schema:
        """The rulebook as it is written now; Problems when it has any."""
        return load(self.schema_folder)

    @cached_property
    def database(self) -> Database:
        """The database, opened."""
        self._made("")
        return connect(self.database_url)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook as it was applied last, ready to be asked."""
        return self.applied_rulebook()

    def applied_stamp(self) -> str:
        """What changes when any process applies another rulebook."""
        return last_stamp(self.database)

    def applied_rulebook(self) -> Rulebook:
        """The rulebook as it was applied last, whatever its files say meanwhile."""
        kept = last_texts(self.database)
        if kept is None:
            raise NotApplied
        stamp = last_stamp(self.database)
        return self.opened(replace(read(*kept), folder=str(self.schema_folder), stamp=stamp))

    def opened(self, schema: Schema) -> Rulebook:
        """A schema put on this installation's database and files."""
        zone = ZoneInfo(schema.company.time_zone)
        return Rulebook(
            schema,
            Tables(schema, self.database),
            self.files,
            clock=lambda: datetime.now(zone).replace(tzinfo=None),
            watchers=(freezing.watch, duty_watch.watch),
            opener=opening.sheets_due,
        )

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder
