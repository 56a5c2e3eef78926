"""The engine knows no business: no entity or field name of the shipped rulebook is in it."""

import io
import re
import tokenize
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ENGINE = [
    "formula",
    "schema",
    "models",
    "migrate",
    "records",
    "kpi",
    "reports",
    "admin",
    "language",
    "demo",
    "cli",
]
SOURCES = sorted(
    [f for name in ENGINE for f in (ROOT / name).rglob("*.py")]
    + [ROOT / "app.py"]
    + [f for f in (ROOT / "templates").rglob("*") if f.suffix in {".html", ".css"}]
)
ORDINARY = set(
    """
    name title state number kind code date month year owner department position employee company phone email
    address content comment reason result status amount total quantity price unit remark files lines items
    from to by at version level grade score target value period author category side label rate role file
    seq source subject summary description decision opinion text type weight actual numerator denominator
    document product order plan seal seals contract adjustment project customer person spec size region industry folder copies parts
    """.split()
)


def business_names() -> set[str]:
    names = set()
    for file in (ROOT / "schema").glob("*.yaml"):
        for entity, declared in (
            (yaml.safe_load(file.read_text("utf-8")) or {}).get("entities") or {}
        ).items():
            names |= {entity, *declared.get("fields", {})}
    return {n for n in names if "_" in n} | {n for n in names if n not in ORDINARY and len(n) > 6}


NAMES = business_names()


def words(file: Path) -> set[str]:
    """The names and text literals of a source, comments and docstring prose left out."""
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        return set(
            re.findall(r"[A-Za-z_][A-Za-z_0-9]*", re.sub(r"\{#.*?#\}", "", text, flags=re.S))
        )
    found = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING and re.fullmatch(r"[rbf]?[\"'][\w.]+[\"']", token.string):
            found |= set(re.findall(r"\w+", token.string.strip("rbf\"'")))
    return found


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_source_names_no_entity_or_field_of_the_business(file):
    assert not words(file) & (NAMES - ALLOWED)


ALLOWED = {"workdays", "headcount", "company", "appraisal"}
"""Words of the engine's own language that a rulebook happens to use as well."""


def test_there_are_names_to_look_for():
    assert len(NAMES) > 100
