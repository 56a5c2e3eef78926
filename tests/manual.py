"""The manual's examples, taken out of its pages and put together as rulebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from formula.kinds import MAX_SCALE, number
from formula.scope import SheetItems
from schema.currencies import rates_of
from schema.load import read
from schema.merge import merge
from schema.objects import Schema
from schema.parts import Part
from schema.problems import Findings
from schema.scope import RulebookScope, scope
from schema.shapes import FILE, OBJECTS
from schema.source import read as read_tree

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LANGUAGE = (DOCS / "language.md", DOCS / "language.zh-CN.md")
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
ON_THE_SHEET = SheetItems({"sales": number(MAX_SCALE)}, frozenset(), frozenset({"sales"}))
"""What gates of the manual's page of formulas may name."""

WHOLE, ENTITY = "loan", frozenset(OBJECTS["entity"])
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """An example: its language, what stands beside that word, its text."""

    language: str
    about: str
    text: str

    @property
    def content(self) -> dict[str, Any]:
        """What the YAML says."""
        return yaml.safe_load(self.text)

    @property
    def alone(self) -> bool:
        """Whether it is a rulebook by itself."""
        return self.about.strip() == "alone"

    @property
    def whole(self) -> bool:
        """Whether it is a file of the page's own rulebook, not a fragment of one."""
        return not self.alone and self.content.keys() <= OBJECTS["file"].keys()


@cache
def text_of(page: Path) -> str:
    """A page's text."""
    return page.read_text("utf-8")


@cache
def blocks(page: Path, language: str) -> tuple[Block, ...]:
    """The examples of a page that are in a language."""
    found = (Block(*match.groups()) for match in BLOCK.finditer(text_of(page)))
    return tuple(block for block in found if block.language == language)


@cache
def templates(page: Path) -> dict[str, str]:
    """The document templates of a page by file name."""
    named = ((re.search(r"\{# reports/(\S+) #\}", b.text), b.text) for b in blocks(page, "html"))
    return {name[1]: text for name, text in named if name}


def together(page: Path, over: Mapping[str, Any] | None = None) -> Schema:
    """All whole examples of a page as one rulebook; `over` replaces what it names."""
    files = {f"{n}.yaml": b.content for n, b in enumerate(blocks(page, "yaml")) if b.whole}
    for name in over or {}:
        for content in files.values():
            content.get("entities", {}).pop(name, None)
    if over:
        files["over.yaml"] = {"entities": dict(over)}
    return read({n: as_yaml(c) for n, c in files.items()}, templates(page))


def fragment(page: Path, block: Block) -> Schema:
    """A fragment of an entity, or some fields, in the place that the manual gives it."""
    (loan,) = (
        b.content["entities"][WHOLE]
        for b in blocks(page, "yaml")
        if b.whole and WHOLE in b.content.get("entities", {})
    )
    given = block.content
    changed = given if given.keys() <= ENTITY else {"fields": {**loan["fields"], **given}}
    if "workflow" in given:
        # Another workflow has other states, which the rest of the manual does not know.
        return read({"1.yaml": as_yaml(alone(page, {**without_states(loan), **changed}))})
    form = {key: value for key, value in loan.items() if key != "form" or "fields" not in changed}
    return together(page, {WHOLE: {**form, **changed}})


def without_states(loan: Mapping[str, Any]) -> dict[str, Any]:
    """The manual's form without what its own states are needed for."""
    return {k: v for k, v in loan.items() if k not in ("workflow", "permissions", "list", "form")}


def alone(page: Path, loan: Mapping[str, Any]) -> dict[str, Any]:
    """The first example with one more entity and what that needs."""
    first, second = [block.content for block in blocks(page, "yaml") if block.whole][:2]
    device = {**second["entities"]["device"]}
    device["fields"] = {k: v for k, v in device["fields"].items() if k != "lent"}
    where = {**loan["fields"]["device"], "where": "in_use"}
    loan = {**loan, "fields": {**loan["fields"], "device": where}}
    entities = {**first["entities"], "device": device, WHOLE: loan}
    return {**first, "settings": second["settings"], "entities": entities}


def as_yaml(content: Any) -> str:
    """A content as YAML text."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def names(page: Path) -> RulebookScope:
    """The names that the formulas of a page may use."""
    text = blocks(page, "yaml")[0].text
    findings = Findings({"shop.yaml": text})
    tree = read_tree("shop.yaml", text, findings)
    part = FILE.read(tree, "shop.yaml", findings) if tree else None
    assert isinstance(part, Part) and not findings.found
    merged = merge({"shop.yaml": part}, findings)
    rates = rates_of(merged.company, merged.parts["entities"], "CNY")
    return scope(merged.parts, "employee", "CNY", rates)


def formulas(page: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every formula of a page, and what it is a formula of."""
    for block in blocks(page, "formula"):
        words = dict(word.split("=") for word in block.about.split() if "=" in word)
        how: dict[str, Any] = {"entity": words.get("entity", "order")}
        if "figure" in block.about.split():
            how = {"entity": "", "level": "figure"}
        if "score" in block.about.split():
            how |= {"level": "score", "items": ON_THE_SHEET}
        if "outer" in words:
            how["outer"] = (words["outer"],)
        for line in block.text.splitlines():
            if line.strip():
                yield line, how
