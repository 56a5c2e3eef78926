"""Imports go downward only: the folders' ranks, kept."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RANKS = {
    "language": -1, "formula": 0, "schema": 1, "models": 2, "records": 3, "migrate": 3,
    "kpi": 4, "reports": 5, "admin": 5, "api": 5, "demo": 4, "cli": 6, "app": 7,
}  # fmt: skip
OWN = {
    name: RANKS[name] for name in RANKS if (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()
}
FILES = sorted(f for name in OWN for f in [*(ROOT / name).rglob("*.py"), *ROOT.glob(f"{name}.py")])


def imports(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_module_imports_only_from_below(file):
    own = file.relative_to(ROOT).parts[0].removesuffix(".py")
    tree = ast.parse(file.read_text("utf-8"))
    upward = {n for n in imports(tree) if n in RANKS and n != own and RANKS[n] >= RANKS[own]}
    assert not upward, f"{own} may not import {upward}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_is_imported_inside_a_function_or_for_typing_only(file):
    tree = ast.parse(file.read_text("utf-8"))
    inner = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inner
    assert "TYPE_CHECKING" not in file.read_text("utf-8")


@pytest.mark.parametrize("package", ["formula", "schema", "language"])
def test_the_language_knows_neither_the_web_nor_the_database(package):
    found = set().union(
        *(imports(ast.parse(f.read_text("utf-8"))) for f in (ROOT / package).rglob("*.py"))
    )
    assert not found & {"flask", "flask_admin", "peewee", "playhouse"}


def test_only_the_screens_know_flask_admin():
    users = {
        f.relative_to(ROOT).parts[0]
        for f in FILES
        if "flask_admin" in imports(ast.parse(f.read_text("utf-8")))
    }
    assert users <= {"admin"}
