"""Every sentence of a plan is there in Chinese too."""

from __future__ import annotations

import ast
from pathlib import Path

import language
import migrate

SPEAKING = {"say", "counted"}


def sentences() -> set[str]:
    """The texts that the package hands to `say`, directly or by a name."""
    found: set[str] = set()
    for file in Path(migrate.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKING:
                literals = (item for item in ast.walk(node) if isinstance(item, ast.Constant))
                found |= {c.value for c in literals if isinstance(c.value, str) and " " in c.value}
    return found


def test_every_sentence_has_a_translation() -> None:
    known = language.catalog("zh_CN")
    assert {text for text in sentences() if text not in known} == set()


def test_a_plan_speaks_the_readers_language(bench) -> None:
    with language.speaking("zh_CN"):
        assert "新建表 animal" in str(bench.plan("animal: {}"))
