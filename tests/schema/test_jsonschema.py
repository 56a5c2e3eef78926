"""What editors are told is what the checker reads."""

import json
from pathlib import Path

import pytest

from schema.jsonschema import document, write
from schema.shapes import OBJECTS
from schema.types import TYPES


def references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"].removeprefix("#/$defs/")} if "$ref" in node else set()
        return own.union(*(references(value) for value in node.values()), set())
    if isinstance(node, list):
        return set().union(*(references(value) for value in node), set())
    return set()


def test_every_object_is_defined_and_used():
    made = document()
    assert set(made["$defs"]) == set(OBJECTS) - {"file"} == references(made)


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_an_object_has_the_keys_that_the_checker_knows(name):
    made = document()
    shape = made if name == "file" else made["$defs"][name]
    assert list(shape["properties"]) == list(OBJECTS[name])
    assert (shape["additionalProperties"] is False) == (name != "company")


def test_every_field_type_is_offered():
    assert document()["$defs"]["field"]["properties"]["type"]["enum"] == list(TYPES)


def test_the_file_that_editors_read_is_fresh():
    file = Path(__file__).parent.parent.parent / "schema" / "rulebook.schema.json"
    assert json.loads(file.read_text("utf-8")) == document()


def test_the_document_is_written_as_json(tmp_path: Path):
    write(tmp_path / "rulebook.schema.json")
    assert json.loads((tmp_path / "rulebook.schema.json").read_text("utf-8")) == document()
