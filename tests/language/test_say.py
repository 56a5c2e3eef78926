"""`say` speaks the reader's language, and every text of the engine has a Chinese one."""

import ast
from pathlib import Path

import pytest

import language
from language import say, speaking

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ["formula", "admin", "records", "reports", "kpi", "cli"]


def texts(package: str) -> set[str]:
    """Every literal first argument of `say` in a package's Python and templates."""
    found = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in {"say", "lazy", "phrase"}
                and node.args
            ):
                if isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_a_package_is_translated(package):
    missing = sorted(t for t in texts(package) if t not in language.catalog("zh_CN"))
    assert not missing


def test_values_are_filled_in():
    with speaking("en"):
        assert say("Write {what}.", what="a date") == "Write a date."


def test_an_unknown_language_is_the_default():
    language.use("xx")
    assert language.current() == "zh_CN"


def test_traditional_script_falls_out_of_the_simplified():
    assert language.traditional("审批") == "審批"
