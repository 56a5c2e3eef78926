"""The rulebook that comes with the engine has no problem."""

from pathlib import Path

from schema.load import load
from schema.questions import cited_clauses, modules_in_order

SHIPPED = Path(__file__).parent.parent.parent / "schema"


def test_the_shipped_rulebook_loads_whole():
    schema = load(SHIPPED)
    assert len(schema.entities) > 50
    assert len(modules_in_order(schema)) > 5


def test_every_citation_of_the_shipped_rulebook_is_in_its_index():
    schema = load(SHIPPED)
    assert cited_clauses(schema).keys() <= schema.clauses.keys()
