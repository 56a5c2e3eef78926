"""What a plan tells beside tables: permissions, workflows, figures, documents."""

from __future__ import annotations

from pathlib import Path

from migrate.apply import apply
from migrate.plan import plan
from schema.load import load
from tests.migrate.conftest import Bench, entities

BEFORE = """
animal:
  fields: {legs: {type: integer}, feet: {type: integer, formula: legs}}
  permissions: {vet: {read: all}}
"""
AFTER = """
animal:
  fields: {legs: {type: integer, max: 8}, feet: {type: integer, formula: legs * 2}}
  permissions: {vet: {read: all, update: all}, boss: {read: all}}
  list: {columns: [name, legs], sort: name}
  duties: {yearly: {every: year, set: {name: Frog}}}
"""


def written(folder: Path, roles: str, text: str) -> Path:
    """A folder with one rulebook file."""
    folder.mkdir(exist_ok=True)
    (folder / "rules.yaml").write_text(f"roles: {roles}\n{entities(text)}", "utf-8")
    return folder


def test_what_changes_on_screens_is_told_too(bench: Bench, tmp_path: Path) -> None:
    folder = written(tmp_path / "rules", "{vet: {label: Vet}}", BEFORE)
    apply(plan(load(folder), bench.database), bench.database)
    written(folder, "{vet: {label: Vet}, boss: {label: Boss}}", AFTER)
    found = plan(load(folder), bench.database)
    assert [str(note) for note in found.notes] == [
        "~ duties of animal",
        "~ field animal.legs",
        "~ formula of animal.feet",
        "~ list of animal",
        "~ permissions of animal",
        "+ role boss",
    ]
    assert str(found).endswith("1 to add, 5 to change, 0 to remove. No data is lost.")


def test_nothing_is_told_twice(bench: Bench, tmp_path: Path) -> None:
    folder = written(tmp_path / "rules", "{vet: {label: Vet}}", BEFORE)
    apply(plan(load(folder), bench.database), bench.database)
    assert str(plan(load(folder), bench.database)).startswith("Nothing to do")
