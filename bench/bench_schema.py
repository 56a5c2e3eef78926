"""How long a rulebook of 200 entities and 2,000 fields takes to load and check."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from schema.load import load, read  # noqa: E402

ENTITIES, LIMIT = 200, 2.0
HEAD = """
people: {entity: thing_0, department: link_1}
roles: {staff: {label: Staff}, boss: {label: Boss, includes: [staff]}}
settings: {days: {type: integer, default: 10, min: 1, label: Days}}
entities:
"""
ENTITY = """
  thing_{n}:
    label: Thing {n}
    title: "{{number}} {{name}}"
    fields:
      number: {{type: sequence, pattern: "T{{YYYY}}{{###}}", label: Number}}
      name: {{type: string, required: true, max_length: 60, label: Name}}
      link_1: {{type: link, to: thing_{a}, where: "quantity > 0", label: First link}}
      link_2: {{type: link, to: thing_{b}, label: Second link}}
      quantity: {{type: integer, default: 1, min: 0, max: 999, label: Quantity}}
      price: {{type: money, min: 0, label: Price}}
      amount: {{type: money, formula: quantity * price, label: Amount}}
      due_on: {{type: date, default: "add_workdays(today(), setting.days)", label: Due}}
      kind: {{type: choice, options: {{a: A, b: B, c: C}}, required_if: quantity > 10, label: Kind}}
      total: {{type: money, formula: "sum(thing_{c}.price by link_2)", label: Total}}
    checks: [{{that: "price is empty or price < 1000000", message: Too much}}]
    workflow:
      states: {{draft: Draft, sent: Sent, done: Done}}
      transitions:
        send: {{label: Send, from: draft, to: sent, by: [owner], when: quantity > 0}}
        finish: {{label: Finish, from: sent, to: done, by: [boss], set: {{due_on: today()}}}}
    permissions:
      staff: {{read: "owner = me or state != 'draft'", create: true, update: "state = 'draft'"}}
      boss: {{read: all, update: all, delete: "state = 'draft'", export: all}}
    list: {{columns: [number, name, amount, due_on, state], sort: -due_on}}
"""


def rulebook() -> str:
    """A rulebook in which every entity links to two others."""
    bodies = (
        ENTITY.format(n=n, a=(n + 1) % ENTITIES, b=(n - 1) % ENTITIES, c=(n + 1) % ENTITIES)
        for n in range(ENTITIES)
    )
    return HEAD + "".join(bodies)


def main() -> None:
    """Print the times, and fail when the limit is passed."""
    text = rulebook()
    start = time.perf_counter()
    schema = read({"big.yaml": text})
    seconds = time.perf_counter() - start
    fields = sum(len(entity.fields) for entity in schema.entities.values())
    print(
        f"{len(schema.entities)} entities, {fields} fields: {seconds:.2f} s (limit {LIMIT:.0f} s)"
    )
    start = time.perf_counter()
    own = load(Path(__file__).parent.parent / "schema")
    print(f"the shipped {len(own.entities)} entities: {time.perf_counter() - start:.2f} s")
    sys.exit(seconds > LIMIT)


if __name__ == "__main__":
    main()
