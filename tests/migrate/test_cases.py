"""Rulebook before, rows, rulebook after, and the plan exactly as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.migrate.conftest import Bench

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def sections(case: Path) -> dict[str, str]:
    """The parts of a case by their names."""
    parts = case.read_text("utf-8").split("=== ")[1:]
    return {head: body for head, _, body in (part.partition("\n") for part in parts)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_plan_reads_as_written_and_leads_there(case: Path, bench: Bench) -> None:
    parts = sections(case)
    bench.apply(parts["before"])
    for entity, rows in (yaml.safe_load(parts.get("rows", "")) or {}).items():
        for row in rows:
            bench.insert(entity, **row)
    found = bench.plan(parts["after"])
    assert str(found).strip() == parts["plan"].strip()
    if all(hazard.allowable for hazard in found.hazards):
        bench.apply(parts["after"], *(hazard.code for hazard in found.hazards))
        assert str(bench.plan(parts["after"])) == "Nothing to do: the database fits the rulebook."
