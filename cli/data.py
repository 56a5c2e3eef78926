"""`backup` and `restore`: the whole installation in one file, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

import click

from cli.main import Instance, commands, done, refuse, say
from migrate.backup import backup as make_backup
from migrate.backup import restore as restore_backup


@commands.command()
@click.option("--out", type=click.Path(path_type=Path), help="A file; without it one in backups/.")
@click.pass_obj
def backup(instance: Instance, out: Path | None) -> None:
    """Put database and files into one archive."""
    file = make_backup(instance.database, instance.files, out or _new_name(instance))
    done(say("The backup is in {file}.", file=file))


@commands.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is there.")
@click.pass_obj
def restore(instance: Instance, archive: Path, yes: bool) -> None:
    """Put the installation back to what an archive holds; a backup is taken first."""
    if not archive.is_file():
        raise refuse(say("There is no file {file}.", file=archive))
    if not yes:
        raise refuse(say("This replaces everything in the installation. Say --yes to do it."))
    make_backup(instance.database, instance.files, _new_name(instance))
    try:
        restore_backup(archive, instance.database, instance.files)
    except BadZipFile:
        raise refuse(say("{file} is no backup of Rulebook.", file=archive)) from None
    except ValueError as refusal:
        raise refuse(str(refusal)) from None
    done(say("{file} was restored.", file=archive))


def _new_name(instance: Instance) -> Path:
    return instance.backups / f"backup-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"
