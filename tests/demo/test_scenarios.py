"""Stories of a rulebook: when they begin, who acts, and what their values come to."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from demo.generate import Generator
from demo.sample import TimeMachine
from demo.scenarios import ScenarioError, scenarios, starts
from demo.workdays import Workdays
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from records.rulebook import Rulebook
from schema.load import load

NOW = datetime(2026, 6, 15, 10)
RULES = """
people: {entity: person, name: name}
roles: {desk: {label: Desk}, boss: {label: Boss}}
entities:
  person: {label: Person, title: "{name}", fields: {name: {type: string, required: true, unique: true, label: Name}}, permissions: {boss: {read: all}, desk: {read: all}}}
  loan:
    label: Loan
    title: "{code}"
    owner: keeper
    fields:
      code: {type: string, required: true, label: Code}
      keeper: {type: link, to: person, default: me, label: Keeper}
      qty: {type: integer, required: true, label: Qty}
      twice: {type: integer, label: Twice}
      note: {type: string, label: Note}
    workflow:
      states: {asked: Asked, lent: Lent, back: Back}
      transitions:
        lend: {label: Lend, from: asked, to: lent, by: [boss], when: "me != keeper"}
        return: {label: Return, from: lent, to: back, by: [owner]}
    permissions: {boss: {read: all, update: all}, desk: {read: all, create: true, update: all}}
"""
PEOPLE = """
person:
  - {name: Ann, _account: {username: ann, roles: [desk]}}
  - {name: Bob, _account: {username: bob, roles: [boss]}}
"""
STORY = """
lending:
  times: 4
  with: [{size: ~3..3}, {size: 5}]
  steps:
    - {as: ann, create: loan, values: {code: "L{YYYY}{##}", qty: $size, twice: "= qty * 2", note: null}}
    - {after: 1, as: bob, press: lend, on: loan}
    - {after: 2..3, as: $loan.keeper, press: return, on: loan}
refused:
  times: 1
  days: 0..10
  steps:
    - {as: ann, create: loan, values: {code: X, qty: 1}}
    - {as: bob, press: return, on: loan, optional: true}
    - {as: ann, press: lend, on: loan}
"""


def told(folder: Path, story: str):
    """A rulebook in a folder that brings a story along."""
    (folder / "rules" / "seeds").mkdir(parents=True)
    (folder / "rules" / "rules.yaml").write_text(RULES, "utf-8")
    (folder / "rules" / "seeds" / "people.yaml").write_text(PEOPLE, "utf-8")
    (folder / "rules" / "seeds" / "scenarios.yaml").write_text(story, "utf-8")
    return load(folder / "rules")


@pytest.fixture
def played(tmp_path):
    schema = told(tmp_path, STORY)
    tables = Tables(schema, connect(f"sqlite:///{tmp_path / 'loans.db'}"))
    tables.create()
    clock = TimeMachine(NOW)
    rulebook = Rulebook(schema, tables, tmp_path / "files", clock)
    sample = Generator(rulebook, clock, "a-good-pass-9").run()
    found = Gate(rulebook, SYSTEM).find("loan", Query(size=50)).records
    yield sample, [Gate(rulebook, SYSTEM).get("loan", record.id) for record in found]
    tables.database.close()


def test_a_story_goes_to_its_end_through_its_people(played):
    loans = [loan for loan in played[1] if loan.values["code"] != "X"]
    assert {loan.state for loan in loans[1:]} <= {"back", "lent"}
    assert len(loans) == 4 and "back" in {loan.state for loan in loans}


def test_values_know_words_numbers_formulas_and_hints(played):
    loans = {loan.values["code"][-2:]: loan.values for loan in played[1]}
    assert [loans[n]["qty"] for n in ("01", "02", "03", "04")] == [3, 5, 3, 5]
    assert all(v["twice"] == v["qty"] * 2 for n, v in loans.items() if n.isdigit())
    assert loans["01"]["note"] is None


def test_a_run_that_the_rules_refuse_ends_and_is_counted(played):
    assert played[0].refused == {"refused": 1}
    assert [loan.state for loan in played[1] if loan.values["code"] == "X"] == ["asked"]


@pytest.mark.parametrize(
    ("how", "count"),
    [("times: 5", 5), ("every: month", 3), ("every: month, last: 1", 1), ("every: week", 14)],
)
def test_runs_are_spread_over_the_time(tmp_path, how, count):
    schema = told(tmp_path, f"a: {{{how}, steps: []}}")
    workdays = Monday()
    begin = datetime(2026, 3, 16)
    found = list(starts(scenarios(schema)[0], begin, NOW, workdays, Random(1)))
    assert len(found) == count
    assert all(workdays.holds(start.moment.date()) for start in found)


class Monday(Workdays):
    """Working days without a calendar."""

    def __init__(self) -> None:
        """A week of five days."""

    def holds(self, day):
        """Monday to Friday."""
        return day.weekday() < 5


@pytest.mark.parametrize(
    "steps", ["[{as: ann}]", "[{create: loan}]", "[{steps: nothing}]", "[{steps: a}]"]
)
def test_a_step_that_says_too_little_is_refused(tmp_path, steps):
    with pytest.raises(ScenarioError):
        scenarios(told(tmp_path, f"a: {{times: 1, steps: {steps}}}"))


def test_days_below_nought_lie_before_the_sample(tmp_path):
    schema = told(tmp_path, "a: {times: 3, days: -30..-10, steps: []}")
    begin = datetime(2026, 3, 16)
    found = starts(scenarios(schema)[0], begin, NOW, Monday(), Random(1))
    days = [(start.moment.date() - begin.date()).days for start in found]
    # A run on a weekend begins on the Monday after.
    assert all(-30 <= day <= -8 for day in days) and days == sorted(days)
