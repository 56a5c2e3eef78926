"""`say` speaks the reader's language, and every text of the engine has a Chinese one."""

import ast
from pathlib import Path

import pytest

import language
from formula import calls, faults, foreign, kinds, parse, paths, shapes, words
from formula.algebra import VERBS
from kpi.examples import REPAIR
from language import say, speaking
from schema import codes, cycles, dated, hidden, names, source, types
from schema import foreign as other_systems
from schema.nested_shapes import ByForm, Names
from schema.readers import (
    boards,
    departments,
    layout,
    methods,
    openings,
    ratings,
    sequences,
    targets,
)
from schema.scalar_shapes import Matching, OneOf, Text
from schema.shapes import OBJECTS

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ["formula", "schema", "migrate", "models", "admin", "records", "reports", "kpi", "cli"]


def literals(node: ast.AST) -> set[str]:
    """The texts that an argument may be: one, or either of two."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def shape_texts(shape: object) -> set[str]:
    """What a form of a value is called where it is refused, with all that it holds."""
    parts = [getattr(shape, name, None) for name in ("of", "scalar", "items", "table")]
    found = set().union(*(shape_texts(part) for part in parts if part is not None))
    if isinstance(shape, Text | ByForm):
        found |= {shape.says}
    if isinstance(shape, ByForm):
        found |= {shape.hint}
    if isinstance(shape, OneOf | Names):
        found |= {shape.kind}
    return found | ({shape.like} if isinstance(shape, Matching) else set())


def table_texts() -> set[str]:
    """The texts that stand in tables and are said where a problem is found."""
    tables = (
        faults.MESSAGES,
        codes.CODES,
        parse.HINTS,
        foreign.WORDS,
        calls.HINTS,
        paths.HOMES,
        words.NAMES,
        VERBS,
        departments.SAID,
        methods.HINTS,
        ratings.SAYS,
    )
    found = {text for table in tables for text in table.values()}
    found |= {
        paths.ONE_GRADE,
        boards.HINT,
        cycles.HINT,
        dated.HINT,
        hidden.HINT,
        sequences.STRAY_BRACE,
        REPAIR,
    }
    found |= {hint for _, hint in parse.NUMBERS} | {u.says for u in layout.USES.values()}
    found |= {text for s in source.STUMBLES.values() for text in (s.message, s.hint)}
    found |= {text for both in openings.BESIDE.values() for text in both}
    found |= {
        *targets.WHOM,
        *names.RESERVED,
        *OBJECTS,
        *kinds.NUMERIC,
        *words.NAMES,
        "link",
        "empty",
        "private",
        "hidden",
    }
    found |= {shape.wanted for shape in shapes.SHAPES.values()}
    found |= {type_.like for type_ in types.TYPES.values()}
    found |= {word for word in other_systems.TYPES.values() if " " in word}
    found |= {*foreign.FUNCTIONS.values()}
    keys = (key.of for declared in OBJECTS.values() for key in declared.values())
    found |= set().union(*(shape_texts(shape) for shape in keys))
    return {text for text in found if text and text[0] != "'"}


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
                found |= literals(node.args[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_a_package_is_translated(package):
    missing = sorted(t for t in texts(package) if t not in language.catalog("zh_CN"))
    assert not missing


def test_every_text_of_a_table_is_translated():
    assert not sorted(table_texts() - language.catalog("zh_CN").keys())


def test_values_are_filled_in():
    with speaking("en"):
        assert say("Write {what}.", what="a date") == "Write a date."


def test_an_unknown_language_is_the_default():
    language.use("xx")
    assert language.current() == "zh_CN"


def test_traditional_script_falls_out_of_the_simplified():
    assert language.traditional("审批") == "審批"
