"""The files of a rulebook as one: every name once, whichever file it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from language import say
from schema.objects import Module
from schema.parts import Named, Part
from schema.problems import Findings, Wording
from schema.readers.fields import check_types
from schema.readers.whole import read_module

MAPPINGS = (
    "settings", "roles", "entities", "reports", "kpis", "dashboards", "scorecards", "clauses",
)  # fmt: skip
SINGLES = ("company", "people", "locales")


@dataclass(frozen=True, slots=True)
class Merged:
    """All parts by kind and name, and the module that each stands in."""

    parts: Mapping[str, Mapping[str, Any]]
    modules: Mapping[str, Module]
    module_of: Mapping[str, str]
    company: Part | None
    people: Part | None
    locales: tuple[str, ...] | None

    def module(self, part: Part) -> str:
        """The module of the file that a part stands in."""
        return self.module_of.get(part.span.file, "")


def merge(files: Mapping[str, Part], findings: Findings) -> Merged:
    """Put the files together; a name that two of them declare is noted."""
    modules = _modules(files, findings)
    singles = {key: _single(key, files, findings) for key in SINGLES}
    merged = Merged(
        parts={key: _mapping(key, files, findings) for key in MAPPINGS},
        modules={module.name: module for module in modules.values()},
        module_of={file: module.name for file, module in modules.items()},
        **singles,
    )
    _check_types(merged, findings)
    return merged


def _check_types(merged: Merged, findings: Findings) -> None:
    """Note every unknown type before anything asks for the field's kind."""
    check_types(merged.parts["settings"], findings)
    for name, entity in merged.parts["entities"].items():
        check_types(entity.get("fields", {}), findings)
        if "fields" not in entity.values:
            findings.broken.add(name)


def _modules(files: Mapping[str, Part], findings: Findings) -> dict[str, Module]:
    """The module of every file that declares something of a module."""
    found: dict[str, Module] = {}
    first: dict[str, Module] = {}
    for file, part in files.items():
        if "module" not in part.values and not _places_things(part):
            continue
        module = read_module(file, part.get("module"), findings)
        if module.name in first and "module" in part.values:
            _doubled(module.name, module, first[module.name].span, findings)
        found[file] = first.setdefault(module.name, module)
    return found


def _places_things(part: Part) -> bool:
    """Whether a file declares anything that a menu shows."""
    return bool({"entities", "kpis", "dashboards", "scorecards"} & part.values.keys())


def _single(key: str, files: Mapping[str, Part], findings: Findings) -> Any:
    """What only one file may say."""
    parts = [(part.get(key), part.place(key)) for part in files.values() if part.get(key)]
    for _, place in parts[1:]:
        where = f"{parts[0][1].file}:{parts[0][1].line}"
        wording = Wording(
            say('"{key}" is declared twice.', key=key), say("Keep the one in {where}.", where=where)
        )
        findings.add("E112", wording, place)
    return parts[0][0] if parts else None


def _mapping(key: str, files: Mapping[str, Part], findings: Findings) -> dict[str, Any]:
    """Everything of one kind, from all files."""
    found: dict[str, Any] = {}
    places: dict[str, Any] = {}
    for part in files.values():
        named = part.get(key) or Named({}, {})
        for name, value in named.items():
            if name in found:
                _doubled(name, value, places[name], findings, named.places[name])
            else:
                found[name], places[name] = value, named.places[name]
    return found


def _doubled(name: str, value: Any, first: Any, findings: Findings, place: Any = None) -> None:
    """Note a name that another file declares already."""
    wording = Wording(
        say('"{name}" is declared twice.', name=name),
        say("Rename it, or remove the one in {file}:{line}.", file=first.file, line=first.line),
    )
    findings.add("E112", wording, place or value.span)
