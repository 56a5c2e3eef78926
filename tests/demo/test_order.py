"""What is linked is filled before what links."""

from demo.order import filling_order
from schema.load import read

CHAIN = """
entities:
  c: {label: C, fields: {b: {type: link, to: b, required: true, label: B}}}
  b: {label: B, fields: {a: {type: link, to: a, required: true, label: A}, late: {type: link, to: c, label: C}}}
  a: {label: A, fields: {name: {type: string, label: N}}}
"""
RING = """
entities:
  x: {label: X, fields: {y: {type: link, to: y, required: true, label: Y}}}
  y: {label: Y, fields: {x: {type: link, to: x, required: true, label: X}, z: {type: link, to: z, required: true, label: Z}}}
  z: {label: Z, fields: {z: {type: link, to: z, required: true, label: Z}}}
"""
LINES = """
entities:
  order: {label: O, fields: {lines: {type: lines, of: line, label: L}}}
  line: {label: L, fields: {order: {type: link, to: order, required: true, label: O}, thing: {type: link, to: thing, required: true, label: T}}}
  thing: {label: T, fields: {name: {type: string, label: N}}}
"""


def order_of(text: str) -> list[str]:
    return [entity.name for entity in filling_order(read({"a.yaml": text}))]


def test_required_links_decide_the_order_and_others_do_not():
    assert order_of(CHAIN) == ["a", "b", "c"]


def test_lines_are_no_entities_of_their_own_but_their_links_count():
    assert order_of(LINES) == ["thing", "order"]


def test_a_ring_is_broken_where_least_is_missing():
    assert order_of(RING) == ["z", "x", "y"]


def test_every_entity_of_the_clinic_comes_once(clinic):
    schema = clinic.rulebook.schema
    named = [entity.name for entity in filling_order(schema)]
    assert sorted(named) == sorted(n for n, e in schema.entities.items() if not e.parent)
    assert named.index("ward") < named.index("clinician") < named.index("visit")
