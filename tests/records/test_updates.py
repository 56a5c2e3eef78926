"""A transition that changes a linked record: by whose right, by which rules, told in which history."""

from datetime import datetime

import pytest

from language import speaking
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.refusals import Forbidden, Refused
from tests import worlds

HARBOUR = """
module: {name: harbour, label: Harbour}
people: {entity: sailor, name: name}
roles: {crew: {label: Crew}, master: {label: Master, includes: [crew]}, owner_of_fleet: {label: Owner, includes: [master]}}
entities:
  sailor:
    label: Sailor
    title: "{name}"
    fields: {name: {type: string, label: Name}}
    permissions: {crew: {read: all}}
  ship:
    label: Ship
    title: "{name}"
    fields:
      name: {type: string, required: true, label: Name}
      port: {type: choice, options: {dover: Dover, calais: Calais}, default: dover, label: Port}
      berth: {type: integer, min: 1, max: 9, label: Berth}
      fee: {type: money, default: 10, write: [owner_of_fleet], label: Fee}
      log: {type: string, readonly: true, label: Log}
      secret: {type: boolean, default: false, label: Secret}
      laid_up: {type: boolean, default: false, label: Laid up}
    checks: [{that: "port != 'calais' or berth != 3", message: Berth 3 in Calais is closed, field: berth}]
    permissions:
      crew: {read: "not secret"}
      master: {update: "not laid_up"}
  voyage:
    label: Voyage
    title: "{ship.name} to {to_port}"
    fields:
      ship: {type: link, to: ship, label: Ship}
      from_port: {type: choice, options: {dover: Dover, calais: Calais}, readonly: true, label: From}
      to_port: {type: choice, options: {dover: Dover, calais: Calais}, label: To}
      berth: {type: integer, label: Berth}
      new_fee: {type: money, label: New fee}
    workflow:
      states: {planned: Planned, done: {label: Done, phase: end}, charged: {label: Charged, phase: end}}
      transitions:
        land: {label: Land, from: planned, to: done, by: [crew, master], set: {from_port: ship.port}, update: {ship: {port: to_port, berth: "coalesce(berth, ship.berth)", log: "= concat('from ', ship.port)"}}}
        charge: {label: Charge, from: planned, to: charged, by: [master], update: {ship: {fee: new_fee}}}
    permissions: {crew: {read: all, create: true}}
"""


@pytest.fixture
def harbour(database_url, tmp_path):
    with (
        speaking("en"),
        worlds.opened(HARBOUR, database_url, tmp_path, datetime(2026, 7, 1, 9)) as found,
    ):
        yield found


@pytest.fixture
def system(harbour):
    return Gate(harbour, SYSTEM)


@pytest.fixture
def gate_of(harbour, system):
    sailor = system.create("sailor", {"name": "Ann"}).id
    return lambda *roles: Gate(harbour, person_actor(harbour.schema, sailor, list(roles), "ann"))


@pytest.fixture
def voyage(system):
    """A voyage to Calais: `voyage(berth=4)`; words of the ship with `ship_`."""

    def made(**values):
        ship = {k.removeprefix("ship_"): v for k, v in values.items() if k.startswith("ship_")}
        own = {k: v for k, v in values.items() if not k.startswith("ship_")}
        id = system.create("ship", {"name": "Mary", "berth": 2, **ship}).id
        return system.create("voyage", {"ship": id, "to_port": "calais", **own})

    return made


def ship(system, voyage):
    return system.get("ship", voyage.values["ship"])


def test_the_linked_record_changes_as_seen_from_the_record_before_anything_was_set(
    system, gate_of, voyage
):
    made = gate_of("master").move("voyage", voyage().id, "land")
    found = ship(system, made).values
    assert (made.values["from_port"], found["port"], found["berth"]) == ("dover", "calais", 2)
    assert found["log"] == "from dover"


def test_its_history_names_the_other_record_and_the_button(system, gate_of, voyage):
    made = voyage(berth=5)
    gate_of("master").move("voyage", made.id, "land")
    (entry, _) = system.history("ship", ship(system, made).id)
    assert (entry.action, entry.transition) == ("follow", f"voyage/{made.id}/land")
    assert (entry.who, entry.changes["berth"]) == ("ann", (2, 5))


def test_whoever_may_not_change_the_other_record_cannot_press(system, gate_of, voyage):
    made = voyage()
    with pytest.raises(Forbidden, match="Mary: "):
        gate_of("crew").move("voyage", made.id, "land")
    assert (system.get("voyage", made.id).state, ship(system, made).values["port"]) == (
        "planned",
        "dover",
    )


def test_the_grants_condition_on_the_other_record_counts(gate_of, voyage):
    with pytest.raises(Forbidden, match="Mary"):
        gate_of("master").move("voyage", voyage(ship_laid_up=True).id, "land")


def test_a_record_out_of_sight_is_not_changed_and_not_named(gate_of, voyage):
    with pytest.raises(Forbidden) as caught:
        gate_of("master").move("voyage", voyage(ship_secret=True).id, "land")
    assert "Mary" not in str(caught.value) and "Ship" in str(caught.value)


def test_a_field_written_by_other_roles_is_not_changed(system, gate_of, voyage):
    made = voyage(new_fee="30")
    with pytest.raises(Forbidden, match="Mary: You may not change Fee."):
        gate_of("master").move("voyage", made.id, "charge")
    gate_of("owner_of_fleet").move("voyage", made.id, "charge")
    assert ship(system, made).values["fee"] == 30


@pytest.mark.parametrize(
    ("berth", "reason"), [(3, "Mary, Berth: Berth 3 in Calais is closed"), (12, "Mary, Berth: ")]
)
def test_the_other_records_own_rules_refuse_and_nothing_is_left(
    system, gate_of, voyage, berth, reason
):
    made = voyage(berth=berth)
    with pytest.raises(Refused, match=reason):
        gate_of("master").move("voyage", made.id, "land")
    assert system.get("voyage", made.id).state == "planned"
    assert ship(system, made).values["port"] == "dover"


def test_what_does_not_change_leaves_no_line(system, gate_of, voyage):
    made = voyage(new_fee="10")
    gate_of("owner_of_fleet").move("voyage", made.id, "charge")
    assert len(system.history("ship", ship(system, made).id)) == 1


def test_an_empty_link_changes_nothing(system, gate_of):
    lost = system.create("voyage", {"to_port": "calais"})
    assert gate_of("crew").move("voyage", lost.id, "land").state == "done"
