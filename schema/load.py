"""A folder of YAML files to one frozen schema, or every problem at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from language import say
from schema.assemble import assemble
from schema.merge import Merged, merge
from schema.objects import Schema
from schema.parts import Part
from schema.problems import Findings, Problems, Wording
from schema.shapes import FILE
from schema.source import read as read_tree
from schema.values import Span

TEMPLATES = "reports"
"""The sub-folder of the documents' templates."""


def load(folder: Path | str) -> Schema:
    """The rulebook of a folder; raises `Problems` with all that is wrong with it."""
    folder = Path(folder).resolve()
    files = sorted(folder.glob("*.yaml"))
    drawn = sorted(f for f in (folder / TEMPLATES).rglob("*") if f.is_file())
    contents = {f"{folder.name}/{file.name}": file.read_bytes() for file in files}
    sheets = {
        str(f.relative_to(folder / TEMPLATES).as_posix()): f.read_bytes()
        for f in drawn
        if f.suffix in {".html", ".css", ".txt"}
    }
    texts, unreadable = _decoded(contents)
    templates, _ = _decoded(sheets)
    findings = _findings(texts, templates, folder.name)
    for name in unreadable:
        wording = Wording(say("The file is not UTF-8 text."), say("Save it as UTF-8."))
        findings.add("E103", wording, Span(name, 1, 1, 1, 1))
    if not contents:
        wording = Wording(say("There is no YAML file in this folder."), say("Add one *.yaml file."))
        findings.add("E104", wording, Span(folder.name, 1, 1, 1, 1))
    return _schema(texts, templates, findings, str(folder))


def read(texts: Mapping[str, str], templates: Mapping[str, str] | None = None) -> Schema:
    """The rulebook of some texts by file name; raises `Problems`.

    >>> len(read({"a.yaml": "entities: {}"}).entities)
    0
    """
    templates = templates or {}
    return _schema(texts, templates, _findings(texts, templates, ""), "")


def _decoded(contents: Mapping[str, bytes]) -> tuple[dict[str, str], list[str]]:
    """The texts of files, and the names of those that are no text."""
    texts, unreadable = {}, []
    for name, content in contents.items():
        try:
            texts[name] = content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            unreadable.append(name)
    return texts, unreadable


def _findings(texts: Mapping[str, str], templates: Mapping[str, str], folder: str) -> Findings:
    """An empty list of problems that can quote every file."""
    prefix = f"{folder}/{TEMPLATES}/" if folder else f"{TEMPLATES}/"
    return Findings({**texts, **{f"{prefix}{name}": text for name, text in templates.items()}},
                    templates=prefix)  # fmt: skip


def _schema(
    texts: Mapping[str, str], templates: Mapping[str, str], findings: Findings, folder: str
) -> Schema:
    """The schema of texts, stage by stage; a stage starts when the one before gave all."""
    files = _files(texts, findings)
    _stop_if(findings, readable=len(files) == len(texts) and not findings.found)
    merged: Merged = merge(files, findings)
    schema = assemble(merged, templates, findings, folder, stamp(texts, templates))
    if schema is None or findings.found:
        raise Problems(findings.ordered(findings.sources))
    return replace(schema, warnings=tuple(findings.ordered(findings.sources, warned=True)))


def _files(texts: Mapping[str, str], findings: Findings) -> dict[str, Part]:
    """Every file as a part of the right form; files that cannot be read are left out."""
    trees = {name: read_tree(name, text, findings) for name, text in texts.items()}
    if None in trees.values():
        return {}
    parts = {name: FILE.read(tree, name, findings) for name, tree in trees.items() if tree}
    return {name: part for name, part in parts.items() if isinstance(part, Part)}


def _stop_if(findings: Findings, readable: bool) -> None:
    """Stop while a file is unreadable: nobody knows what it declares."""
    if not readable and any(problem.code in {"E101", "E103", "E104"} for problem in findings.found):
        raise Problems(findings.ordered(findings.sources))


def stamp(texts: Mapping[str, str], templates: Mapping[str, str]) -> str:
    """A short text that changes whenever any file of the rulebook does."""
    digest = hashlib.sha256()
    for name, text in [*sorted(texts.items()), *sorted(templates.items())]:
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]
